//! Currencies by their ISO 4217 code, and how finely each divides.
//!
//! List one of the standard as of 2026 (amendments to number 180: no ANG, BGN, HRK, CUC, SLL or ZWL any
//! more). Metals, bond units, drawing rights and test codes are absent: the standard gives them no minor
//! unit, and nobody is billed in them. Names are absent too: the browser knows them in the reader's language.

/// A currency that the standard lists as in use. The default is the US dollar, for forms that nobody has set
/// up yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Every code in use, in alphabetic order.
const CODES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD \
    CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL \
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW \
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD \
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP \
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS \
    VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Signs and abbreviations, in lower case and without spaces and full stops, each with the codes that it may
/// mean: what `Intl` (CLDR 48) writes for these currencies in some eighty locales, and a few that people
/// type. Left out are most lone letters.
const SIGNS: &str = "\
    $ ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD \
    KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD UYU XCD;\
    $ar ARS;$au AUD;$bm BMD;$bn BND;$bz BZD;$ca CAD;$cl CLP;$co COP;$ec XCD;$fj FJD;$hk HKD;$mx MXN;\
    $na NAD;$nz NZD;$sb SBD;$sg SGD;$sr SRD;$tt TTD;$us USD;$uy UYU;$ws WST;a$ AUD;afl AWG;ang XCG;\
    ar$ ARS;au$ AUD;b/ PAB;bds$ BBD;bm$ BMD;bn$ BND;br$ BRL;bs BOB;bs$ BSD;bz$ BZD;c$ CAD NIO;ca$ CAD;\
    cf KMF XCG;cfp XPF;cfpf XPF;cg XCG;cl$ CLP;cn¥ CNY;co$ COP;cu$ CUP;din RSD;dkr DKK;do$ DOP;ec$ XCD;\
    eg£ EGP;e£ EGP;fc KMF;fcfa XAF XOF;fcfp XPF;fj$ FJD;fk£ FKP;fl£ FKP;fr CHF RWF;frw RWF;ft HUF;g HTG;\
    gh₵ GHS;gy$ GYD;hk$ HKD;hks HKD;ikr ISK;jm$ JMD;jp¥ JPY;k MMK PGK ZMW;km BAM;kr DKK ISK NOK SEK;\
    ksh KES;kw ZMW;ky$ KYD;kz AOA;kč CZK;lei RON;lekë ALL;l£ LBP;mx$ MXN;nis ILS;nkr NOK;nt$ TWD;\
    nz$ NZD;r ZAR;r$ BRL;rd$ DOP;rm MYR;rp IDR;rs INR LKR MUR NPR PKR SCR;sb$ SBD;sd£ SSP;sfr CHF;\
    si$ SBD;soʻm UZS;sr$ SRD;s£ SYP;t$ TOP;tl TRY;tsh TZS;tt$ TTD;uk£ GBP;us$ USD;usd$ USD;um MRU;\
    uy$ UYU;zig ZWG;zl PLN;zł PLN;£ EGP FKP GBP GIP SHP SSP SYP;£e EGP;£fk FKP;£gb GBP;£gi GIP;£l LBP;\
    £lb LBP;¥ CNY JPY;¥cn CNY;грн UAH;ден MKD;дин RSD;км BAM;лсл LSL;руб RUB;тмт TMT;щд USD;֏ AMD;؋ AFN;\
    أم MRU;جس SDG;جم EGP;دأ JOD;دإ AED;دب BHD;دت TND;دج DZD;دع IQD;دك KWD;دل LYD;دم MAD;رإ IRR;رس SAR;\
    رع OMR;رق QAR;ري YER;ريال OMR QAR SAR YER;ریال IRR;فرانکcfa XOF;لس SYP;لل LBP;नेरू NPR;रू NPR;৳ BDT;\
    රු LKR;සිෆ්එ XOF;฿ THB;ብር ETB;ឡូទី LSL;៛ KHR;₡ CRC;₦ NGN;₩ KPW KRW;₪ ILS;₫ VND;€ EUR;₭ LAK;₮ MNT;\
    ₱ CUP PHP;₲ PYG;₴ UAH;₵ GHS;₸ KZT;₹ INR;₺ TRY;₼ AZN;₽ RUB;₾ GEL;⃀ KGS;元 CNY TWD;円 JPY;원 KRW";

impl Default for Currency {
    fn default() -> Self {
        Currency(*b"USD")
    }
}

impl Currency {
    /// Every currency in use, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Currency> {
        CODES.split(' ').filter_map(Currency::spelled)
    }

    /// The currency of a code, in upper or lower case; `None` for a code that the standard doesn't list as in
    /// use.
    pub fn parse(code: &str) -> Option<Currency> {
        let wanted = Currency::spelled(code)?;
        Currency::all().find(|listed| *listed == wanted)
    }

    /// What a sign, abbreviation or code beside an amount may mean, whatever its case, spaces and full stops:
    /// "kr." is any of four currencies, "€" and "EUR" are one. Empty for what no currency is called.
    pub fn meant_by(sign: &str) -> Vec<Currency> {
        let letters = sign.chars().filter(|letter| !letter.is_whitespace() && *letter != '.');
        let sign: String = letters.flat_map(char::to_lowercase).collect();
        if let Some(currency) = Currency::parse(&sign) {
            return vec![currency];
        }
        let meanings =
            SIGNS.split(';').filter_map(|entry| entry.split_once(' ')).find(|(known, _)| *known == sign);
        meanings
            .map(|(_, codes)| codes.split(' ').filter_map(Currency::spelled).collect())
            .unwrap_or_default()
    }

    /// Three letters as a code, whether or not it is listed.
    fn spelled(code: &str) -> Option<Currency> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.bytes()
            .all(|letter| letter.is_ascii_alphabetic())
            .then(|| Currency(letters.map(|letter| letter.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        // Only `spelled` and `default` make currencies, so the bytes are ASCII letters.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimals of an amount that can be paid, by the standard: cents are 2. The browser's own table differs
    /// for some (it leaves out cents that are seldom used), so it is never asked.
    pub fn minor_units(&self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
            | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            "CLF" | "UYW" => 4,
            _ => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_use_are_read_and_others_refused() {
        assert_eq!(Currency::parse("eur").map(|euro| euro.code().to_owned()), Some("EUR".to_owned()));
        for refused in ["", "E", "EURO", "XXX", "XAU", "BGN", "HRK", "ZZZ", "€", "é1", "US "] {
            assert_eq!(Currency::parse(refused), None, "{refused}");
        }
    }

    #[test]
    fn signs_mean_currencies() {
        let codes =
            |sign| Currency::meant_by(sign).iter().map(|c| c.code().to_owned()).collect::<Vec<_>>().join(" ");
        assert_eq!(codes("€"), "EUR");
        assert_eq!(codes("Kr."), "DKK ISK NOK SEK");
        assert_eq!(codes("F\u{202f}CFA"), "XAF XOF");
        assert_eq!(codes("usd"), "USD");
        assert_eq!(codes("د.إ."), "AED");
        for unknown in ["", ".", "apples", "m", "bn", "BGN"] {
            assert_eq!(codes(unknown), "", "{unknown}");
        }
        for (sign, codes) in SIGNS.split(';').map(|entry| entry.split_once(' ').unwrap()) {
            assert!(codes.split(' ').all(|code| Currency::parse(code).is_some()), "{sign}");
            assert!(!Currency::meant_by(sign).is_empty(), "{sign}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_each_code_reads_itself() {
        let all: Vec<Currency> = Currency::all().collect();
        assert_eq!(all.len(), CODES.split_whitespace().count());
        assert!(all.is_sorted());
        for currency in &all {
            assert_eq!(Currency::parse(currency.code()), Some(*currency));
        }
        assert!(Currency::parse(Currency::default().code()).is_some());
    }

    #[test]
    fn minor_units_of_the_standard() {
        let units = |code| Currency::parse(code).map(|currency| currency.minor_units());
        assert_eq!(units("USD"), Some(2));
        assert_eq!(units("JPY"), Some(0));
        assert_eq!(units("KWD"), Some(3));
        assert_eq!(units("CLF"), Some(4));
        // 17 without cents, 7 with three decimals, 2 with four.
        let having = |decimals| Currency::all().filter(|currency| currency.minor_units() == decimals).count();
        assert_eq!((having(0), having(3), having(4)), (17, 7, 2));
    }
}
