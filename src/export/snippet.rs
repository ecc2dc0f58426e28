//! What an owner of another site copies to have a page there: a plain frame, or the element of `public/embed.js` with its script.

/// What is to stand in the other site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The address of the app, up to the `#`.
    pub app: String,
    /// The page, as `family` or `family/page`.
    pub slug: String,
    pub title: String,
    /// The inputs as link text; empty for those that the page opens with.
    pub inputs: String,
    /// The fields that readers may not change; `None` for all of them.
    pub locked: Option<Vec<String>>,
    /// The parts that are left out.
    pub hidden: Vec<&'static str>,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    /// Six hex digits, or empty for the app's own.
    pub accent: String,
    pub compact: bool,
    /// In pixels of CSS, until the frame says its own.
    pub height: u32,
}

/// Where other sites load the element from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    pub address: String,
    /// What a browser holds the file to; empty for nothing.
    pub integrity: String,
}

impl Wanted {
    /// What is asked for besides the page and its inputs: parameters of the address by the names that attributes of the element
    /// have.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("hide", self.hidden.join(",")),
            ("lock", self.locked.as_ref().map(|keys| keys.join(",")).unwrap_or_default()),
            ("ro", if self.locked.is_none() { "1".to_owned() } else { String::new() }),
            ("theme", self.theme.clone()),
            ("accent", self.accent.clone()),
            ("density", if self.compact { "compact".to_owned() } else { String::new() }),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The address of the frame.
    pub fn address(&self) -> String {
        let mut out = [&self.app, "#/", &self.slug, "?_embed=1"].concat();
        for (name, value) in self.parameters() {
            out.push_str(&["&_", name, "=", &value].concat());
        }
        if !self.inputs.is_empty() {
            out.push('&');
            out.push_str(&self.inputs);
        }
        out
    }

    /// A frame that needs no script around it.
    pub fn frame(&self) -> String {
        let mut out = String::from("<iframe class=\"cc\"");
        attribute("title", &self.title, &mut out);
        attribute("src", &self.address(), &mut out);
        out.push_str(" width=\"100%\"");
        attribute("height", &self.height.to_string(), &mut out);
        out.push_str(" loading=\"lazy\" allow=\"clipboard-write\"");
        // A frame of another colour scheme than the page around it would be opaque.
        attribute("style", "border:0;color-scheme:normal", &mut out);
        out.push_str("></iframe>");
        out
    }

    /// The element and its script. Where no script runs, a link stands in its place.
    pub fn element(&self, script: &Script) -> String {
        let mut out = String::from("<script defer");
        attribute("src", &script.address, &mut out);
        if !script.integrity.is_empty() {
            attribute("integrity", &script.integrity, &mut out);
            attribute("crossorigin", "anonymous", &mut out);
        }
        out.push_str("></script>\n<cc-calculator");
        attribute("calc", &self.slug, &mut out);
        attribute("title", &self.title, &mut out);
        if !self.inputs.is_empty() {
            attribute("inputs", &self.inputs, &mut out);
        }
        for (name, value) in self.parameters() {
            attribute(name, &value, &mut out);
        }
        attribute("height", &self.height.to_string(), &mut out);
        out.push_str(">\n  <a");
        let pairs = if self.inputs.is_empty() { String::new() } else { ["?", &self.inputs].concat() };
        attribute("href", &[&self.app, "#/", &self.slug, &pairs].concat(), &mut out);
        out.push('>');
        escaped(&self.title, &mut out);
        out.push_str("</a>\n</cc-calculator>");
        out
    }
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escaped(value, out);
    out.push('"');
}

/// Text as markup: what could begin or end anything is written otherwise.
fn escaped(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
}

/// The six digits of an accent as people write it; `None` for what is none.
pub fn accent(text: &str) -> Option<String> {
    let digits = text.trim().trim_start_matches('#');
    let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            app: "https://calculators.example/".into(),
            slug: "tiered-pricing".into(),
            title: "Quote & \"compare\"".into(),
            inputs: "units=5&name=%22%3E&_cur=USD&_r=1".into(),
            locked: Some(vec!["units".into(), "name".into()]),
            hidden: vec!["title", "share"],
            theme: "dark".into(),
            accent: "0a7d5a".into(),
            compact: true,
            height: 900,
        }
    }

    #[test]
    fn both_ask_for_the_same() {
        let wanted = wanted();
        assert_eq!(
            wanted.address(),
            "https://calculators.example/#/tiered-pricing?_embed=1&_hide=title,share&_lock=units,name&_theme=dark\
             &_accent=0a7d5a&_density=compact&units=5&name=%22%3E&_cur=USD&_r=1"
        );
        assert_eq!(
            wanted.frame(),
            "<iframe class=\"cc\" title=\"Quote &amp; &quot;compare&quot;\" src=\"https://calculators.example/#/tiered-pricing?\
             _embed=1&amp;_hide=title,share&amp;_lock=units,name&amp;_theme=dark&amp;_accent=0a7d5a&amp;_density=compact&amp;\
             units=5&amp;name=%22%3E&amp;_cur=USD&amp;_r=1\" width=\"100%\" height=\"900\" loading=\"lazy\" \
             allow=\"clipboard-write\" style=\"border:0;color-scheme:normal\"></iframe>"
        );
        let script = Script {
            address: "https://calculators.example/v1/embed.js".into(),
            integrity: "sha384-x".into(),
        };
        assert_eq!(
            wanted.element(&script),
            "<script defer src=\"https://calculators.example/v1/embed.js\" integrity=\"sha384-x\" crossorigin=\"anonymous\"></script>\n\
             <cc-calculator calc=\"tiered-pricing\" title=\"Quote &amp; &quot;compare&quot;\" \
             inputs=\"units=5&amp;name=%22%3E&amp;_cur=USD&amp;_r=1\" hide=\"title,share\" lock=\"units,name\" theme=\"dark\" \
             accent=\"0a7d5a\" density=\"compact\" height=\"900\">\n  \
             <a href=\"https://calculators.example/#/tiered-pricing?units=5&amp;name=%22%3E&amp;_cur=USD&amp;_r=1\">\
             Quote &amp; &quot;compare&quot;</a>\n</cc-calculator>"
        );
    }

    #[test]
    fn what_is_not_wanted_is_not_written() {
        let plain = Wanted {
            app: "https://x.example/".into(),
            slug: "ltv-cac".into(),
            locked: Some(Vec::new()),
            ..Wanted::default()
        };
        assert_eq!(plain.address(), "https://x.example/#/ltv-cac?_embed=1");
        let all = Wanted { locked: None, ..plain };
        assert_eq!(all.address(), "https://x.example/#/ltv-cac?_embed=1&_ro=1");
        assert!(!all.element(&Script::default()).contains("integrity"));
    }

    /// Whatever is entered, it stays inside its attribute.
    #[test]
    fn hostile_texts_stay_text() {
        let hostile = "\"></iframe><script>alert(1)</script>&amp;'";
        let wanted = Wanted {
            title: hostile.into(),
            inputs: hostile.into(),
            app: hostile.into(),
            slug: hostile.into(),
            ..wanted()
        };
        let script = Script { address: hostile.into(), integrity: hostile.into() };
        for text in [wanted.frame(), wanted.element(&script)] {
            assert!(!text.contains("alert(1)</") && !text.contains("<script>"), "{text}");
            assert!(!text.contains("&amp;'\"></iframe><s"), "{text}");
        }
    }

    #[test]
    fn accents_are_six_digits() {
        assert_eq!(accent(" #0A7d5a "), Some("0a7d5a".into()));
        for text in ["", "#fff", "0a7d5g", "0a7d5a0", "red", "url(x)"] {
            assert_eq!(accent(text), None, "{text}");
        }
    }
}
