//! The registry: every shelf, family and page, in the order of the catalogue.

pub mod carries;
pub mod performance;
pub mod positioning;
pub mod pricing;

use crate::calculator::{About, AnyCalculator};
use crate::report::Sentence;
use crate::say;

/// A group of families in the catalogue.
pub struct Shelf {
    pub slug: &'static str,
    pub title: &'static str,
    /// The question that the shelf's calculators help to answer.
    pub summary: &'static str,
    /// Its families, each as its pages, the first page first.
    pub families: &'static [&'static [Page]],
}

impl Shelf {
    /// Every page on it.
    pub fn pages(&self) -> impl Iterator<Item = &'static Page> + use<> {
        self.families.iter().copied().flatten()
    }
}

/// A page as the registry knows it.
///
/// What it says of itself is there at once. In the browser all else of it is a part of the program on its own, which loads when
/// the page is opened: whoever comes for one calculator does not wait for fifty.
pub struct Page {
    pub about: &'static About,
    /// What its family is called. The only page of a family is called the same.
    pub family: &'static str,
    /// The name of its part: its slug with `.` for `/`.
    pub part: &'static str,
    /// The name of the part that its reports are, which nobody waits for who reads the answer.
    pub report_part: &'static str,
    /// The calculator itself. In a program in parts, the page's part must have been loaded.
    pub calculator: fn() -> &'static dyn AnyCalculator,
}

impl Page {
    /// Its title after its family's, unless both are one.
    pub fn full_title(&self) -> Sentence {
        match self.about.title {
            title if title == self.family => title.into(),
            title => say!("{family}: {page}", family = self.family, page = title),
        }
    }
}

/// A function that gives something static, by the name of the part of the program that it and all it leads to alone are.
///
/// In a program that is to be taken apart (feature `parts`), the thing is reached by an imported function alone. What only the
/// exported one leads to is cut out and becomes a file; the names say which two belong together. The part must have been loaded
/// before the function is called.
macro_rules! apart {
    ($part:literal $($end:literal)?, $kind:ty, $thing:expr) => {{
        #[cfg(all(feature = "parts", target_arch = "wasm32"))]
        fn apart() -> $kind {
            #[unsafe(export_name = concat!(
                                    "__wasm_split_00", $part, $($end,)? "00_export_00000000000000000000000000000000_part"
                                ))]
            extern "C" fn out() -> &'static $kind {
                const THING: $kind = $thing;
                &THING
            }
            // No C on either side.
            #[allow(improper_ctypes)]
            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            unsafe extern "C" {
                #[link_name = concat!(
                                        "__wasm_split_00", $part, $($end,)? "00_import_00000000000000000000000000000000_part"
                                    )]
                safe fn within() -> &'static $kind;
            }
            *within()
        }
        #[cfg(not(all(feature = "parts", target_arch = "wasm32")))]
        fn apart() -> $kind {
            $thing
        }
        apart
    }};
}
pub(crate) use apart;

/// Names a family: what it is called, and its pages, each by the name of its part (its slug with `.` for `/`) and its type. A
/// family of one page is called as that page's title.
macro_rules! family {
    ($name:ident = $family:literal: $($part:literal => $page:path),+ $(,)?) => {
        const $name: &[$crate::calculators::Page] = &[$($crate::calculators::Page {
            about: &<$page as $crate::calculator::Calculator>::ABOUT,
            family: $family,
            part: $part,
            report_part: concat!($part, "_report"),
            calculator: $crate::calculators::apart!(
                $part,
                &'static dyn $crate::calculator::AnyCalculator,
                &$page as &dyn $crate::calculator::AnyCalculator
            ),
        }),+];
        $(impl $crate::calculator::Reported for $page {
            const REPORT: fn() -> $crate::calculator::Reporting<Self> = $crate::calculators::apart!(
                $part "_report",
                $crate::calculator::Reporting<$page>,
                <$page as $crate::calculator::Calculator>::report
            );
        })+
    };
}
pub(crate) use family;

/// The shelves, in the order of the catalogue. A shelf joins the list with its first calculator.
pub const SHELVES: &[Shelf] = &[positioning::SHELF, pricing::SHELF, performance::SHELF];

/// Every page.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    SHELVES.iter().flat_map(Shelf::pages)
}

/// The page at `family` or `family/page`.
pub fn page(slug: &str) -> Option<&'static Page> {
    pages().find(|page| page.about.slug() == slug)
}

/// Every calculator. The program must be whole.
pub fn all() -> impl Iterator<Item = &'static dyn AnyCalculator> {
    pages().map(|page| (page.calculator)())
}

/// The calculator at `family` or `family/page`. Its part of the program must have been loaded.
pub fn find(slug: &str) -> Option<&'static dyn AnyCalculator> {
    page(slug).map(|page| (page.calculator)())
}
