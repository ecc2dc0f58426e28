//! What one page finds and another asks for.

/// Figures of a page that another page takes as inputs.
///
/// The reader sees them under the answer, with their values, before they take them along. Pages of one family also share the
/// fields that both have.
pub struct Carry {
    /// The page whose figures they are, and the page that takes them, by their slugs.
    pub from: &'static str,
    pub to: &'static str,
    /// Each figure, and the path of the field that it goes to.
    pub figures: &'static [(&'static str, &'static str)],
    /// Fields that are given besides, by what the figures mean, each with its text.
    pub fixed: &'static [(&'static str, &'static str)],
}

/// All that is carried from page to page.
pub const CARRIES: &[Carry] = &[
    Carry {
        from: "bundling/pairs",
        to: "bundling",
        figures: &[
            ("anchor", "items.0.name"),
            ("anchor_price", "items.0.price"),
            ("anchor_cost", "items.0.cost"),
            ("addon", "items.1.name"),
            ("addon_price", "items.1.price"),
            ("addon_cost", "items.1.cost"),
            ("anchor_only", "baskets.0.orders"),
            ("addon_only", "baskets.1.orders"),
            ("with_both", "baskets.2.orders"),
            ("take_assumed", "baskets.0.take"),
            ("discount_assumed", "discount"),
        ],
        fixed: &[
            ("baskets.0.contents", "1,0"),
            ("baskets.1.contents", "0,1"),
            ("baskets.2.contents", "1,1"),
            // As the pairs have it: whoever buys both anyway takes the discount.
            ("baskets.2.take", "100"),
            ("price_by", "discount"),
        ],
    },
    Carry {
        from: "bundling",
        to: "contribution-margin/promotions",
        figures: &[("bundle_discount", "depth")],
        fixed: &[],
    },
    // What marketing takes comes back there as acquisition cost.
    Carry {
        from: "contribution-margin",
        to: "ltv-cac",
        figures: &[("before_marketing", "margin")],
        fixed: &[],
    },
    Carry {
        from: "tiered-pricing/customer-base",
        to: "ltv-cac",
        figures: &[("arpa", "arpa"), ("margin_share", "margin")],
        fixed: &[("form", "subscription"), ("arpa_per", "month")],
    },
    // That churn is of the same value with payments discounted from the beginning of each month.
    Carry {
        from: "ltv-cac/retention-fit",
        to: "ltv-cac",
        figures: &[("carried_churn", "churn")],
        fixed: &[("churn_by", "rate"), ("ltv_basis", "at_once")],
    },
];

/// What a page has to give.
pub fn carries(from: &str) -> impl Iterator<Item = &'static Carry> {
    CARRIES.iter().filter(move |carry| carry.from == from)
}
