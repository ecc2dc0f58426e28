//! What goes out to other sites: the samples of servers agree with the server that the tests run on, and the published protocol
//! holds together.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::faults::Faults;

/// Those who take a sample put their own sites in its place.
const PLACE: &str = " https://intranet.example";

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The headers that the server of the tests sends with every file, without the sites that may embed the app.
fn served() -> Vec<(String, String)> {
    let server = text("tests/tools/serve.mjs");
    let list = server.split("const policy = [").nth(1).unwrap().split(']').next().unwrap();
    let quoted = list.lines().filter_map(|line| {
        let line = line.trim().trim_end_matches(".trim(),").trim_end_matches(',');
        line.strip_prefix(['"', '`'])?.strip_suffix(['"', '`'])
    });
    let policy = quoted.map(|part| part.replace(" ${hosts}", "")).collect::<Vec<_>>().join("; ");
    assert!(
        policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'self'"),
        "{policy}"
    );
    let mut headers = vec![("Content-Security-Policy".to_owned(), policy)];
    for call in server.split("setHeader(\"").skip(1) {
        let (name, value) = call.split_once("\", ").unwrap();
        if let Some(value) = value.strip_prefix('"') {
            headers.push((name.to_owned(), value.split('"').next().unwrap().to_owned()));
        }
    }
    assert!(headers.len() >= 4, "{headers:?}");
    headers
}

#[test]
fn samples_of_servers_send_what_the_tests_run_on() {
    let mut faults = Faults::default();
    for name in ["nginx.conf", "apache.htaccess", "web.config", "_headers"] {
        let sample = text(&format!("public/kit/{name}")).replace(PLACE, "");
        for (header, value) in served() {
            let written = match name {
                // Its cache has a word of its own for it.
                "web.config" if header == "Cache-Control" => "cacheControlMode=\"DisableCache\"".to_owned(),
                "web.config" => format!("<add name=\"{header}\" value=\"{value}\" />"),
                "nginx.conf" if header == "Cache-Control" => {
                    format!("default                                       \"{value}\";")
                }
                "nginx.conf" => format!("add_header {header} \"{value}\" always;"),
                "apache.htaccess" => format!("Header always set {header} \"{value}\"\n"),
                _ => format!("  {header}: {value}\n"),
            };
            faults.unless(sample.contains(&written), || format!("{name} does not say: {written}"));
        }
        faults.unless(!text(&format!("public/kit/{name}")).contains("unsafe-inline"), || {
            format!("{name} is lax")
        });
        faults.unless(sample.contains("wasm"), || format!("{name} says nothing of .wasm"));
    }
    let readme = text("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, policy) = &served()[0];
    let unframed = policy.trim_end_matches("; frame-ancestors 'self'");
    faults.unless(readme.contains(unframed), || format!("README.md does not have the policy: {unframed}"));
    let check = text("public/check.js").split_whitespace().collect::<Vec<_>>().join(" ");
    for part in unframed.split("; ") {
        faults.unless(check.contains(part), || format!("check.js does not know {part}"));
    }
    faults.none();
}

/// What a schema refers to is in it, and every message has its direction and its form.
#[test]
fn protocol_is_whole() {
    let mut faults = Faults::default();
    let schema: Value = serde_json::from_str(&text("public/protocol.json")).unwrap();
    let named: BTreeSet<&str> = schema["$defs"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut used = BTreeSet::new();
    references(&schema, &mut used);
    for name in &used {
        faults.unless(named.contains(name.as_str()), || format!("{name} is not defined"));
    }
    for name in &named {
        faults.unless(used.contains(*name), || format!("nothing refers to {name}"));
    }
    let readme = text("README.md");
    for message in schema["oneOf"].as_array().unwrap() {
        let name = message["$ref"].as_str().unwrap().trim_start_matches("#/$defs/");
        let kind = &schema["$defs"][name]["properties"]["type"]["const"];
        faults.unless(kind == name, || format!("the message {name} is of the type {kind}"));
        faults.unless(readme.contains(&format!("`{name}`")), || {
            format!("README.md does not name the message {name}")
        });
    }
    faults.none();
}

fn references(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                if let ("$ref", Some(place)) = (key.as_str(), value.as_str()) {
                    found.insert(place.trim_start_matches("#/$defs/").to_owned());
                }
                references(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
