//! The browser tests: Chromium, by WebDriver, on the built app that users get. Also the measurements, the screenshots, and a walk
//! through the other engines.
//!
//! `make browser` builds what they need and runs them; `make browser TESTS="WORD…"` runs those whose names hold a word. After
//! each test the browser must have logged no warning and asked for nothing but the app's own parts; a test that expects
//! otherwise reads `console` or `requests` itself. `SCREENSHOTS=folder` keeps the pictures.

mod base;
mod bench;
mod boot;
mod drafts;
mod embed;
mod engines;
mod entry;
mod everyone;
mod exports;
mod families;
mod fuzz;
mod hosts;
mod kept;
mod languages;
mod links;
mod look;
mod module;
mod offline;
mod page;
mod recent;
mod shots;
mod stage;
mod tables;
#[path = "../native/texts.rs"]
mod texts;
mod trees;
mod walk;

use std::error::Error;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use page::Page;
use stage::Stage;
use tokio::time::{Instant, timeout};

/// What a test or a step of one comes to.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

type Run = fn(Page) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Tests by their paths, named by them.
macro_rules! tests {
    ($($module:ident::$name:ident,)*) => {
        &[$((concat!(stringify!($module), "::", stringify!($name)), |page| Box::pin($module::$name(page)))),*]
    };
}

const TESTS: &[(&str, Run)] = tests![
    boot::page_loads_only_its_own_parts,
    boot::shell_gives_way_to_the_app,
    boot::shell_says_what_the_page_will,
    boot::policy_forbids_inline_code,
    boot::html_instead_of_wasm_is_said,
    boot::missing_wasm_is_said,
    boot::missing_part_is_said_and_asked_for_again,
    boot::figures_wait_for_no_chart,
    boot::browser_without_wasm_is_told,
    boot::policy_without_wasm_is_said,
    boot::panic_page_offers_reload_and_message,
    boot::only_a_trap_ends_the_page,
    look::every_example_opens_with_its_headline,
    look::every_page_with_all_open_is_accessible_and_fits,
    look::every_state_is_accessible,
    look::deciding_columns_are_in_sight,
    everyone::pages_of_pricing_suit_everyone,
    everyone::pages_of_bundling_suit_everyone,
    everyone::pages_of_performance_suit_everyone,
    everyone::focus_is_never_covered,
    everyone::forced_colours_lose_nothing,
    everyone::asking_leads_to_what_is_wrong,
    everyone::asking_in_a_frame_leads_to_what_is_wrong,
    trees::pages_of_pricing_are_read_in_order,
    trees::pages_of_the_other_shelves_are_read_in_order,
    trees::every_dialog_is_read_in_order,
    languages::no_text_is_left_behind,
    languages::no_text_is_left_behind_elsewhere,
    languages::no_text_of_a_state_is_left_behind,
    languages::nothing_is_cut_off_and_all_turns_round,
    languages::german_is_read_and_heard,
    languages::missing_language_is_said,
    tables::five_hundred_rows_are_pasted,
    base::long_list_is_pasted_worked_out_kept_and_linked,
    base::bad_rows_are_left_out_and_told,
    base::pages_of_a_family_share_what_was_entered,
    base::page_works_without_a_worker,
    base::rows_of_a_trigger_are_opened_copied_and_saved,
    base::proposed_plans_begin_as_the_present_ones,
    base::progress_shows_and_a_next_edit_ends_the_run_before,
    fuzz::made_up_inputs_from_around_do_no_harm,
    module::page_imports_it_and_gets_what_the_command_line_prints,
    offline::one_file_opens_every_example_and_asks_for_nothing,
    offline::copy_of_the_file_opens_with_its_numbers,
    offline::app_opens_without_its_server,
    offline::new_version_waits_and_keeps_the_work,
    families::margin_to_promotion_and_ltv,
    families::pairs_to_bundle,
    families::prices_from_buyers_and_whom_a_bundle_undercuts,
    families::retention_to_ltv,
    families::unit_economics_to_reallocation,
    families::cohorts_that_fall_behind,
    families::waterfall_from_list_to_pocket,
    hosts::strict_host_holds_two_elements,
    hosts::element_answers_and_comes_back,
    hosts::hostile_messages_are_ignored,
    hosts::sandbox_without_origin_works,
    hosts::frame_without_downloads_offers_them_by_hand,
    hosts::srcdoc_says_why_it_cannot_run,
    hosts::host_that_strips_scripts_has_a_frame,
    hosts::dark_and_narrow_hosts_are_fitted,
    hosts::embed_dialog_writes_what_works,
    hosts::self_check_names_what_is_blocked,
    entry::wrong_entries_are_told_at_the_field,
    walk::catalogue_to_quote_by_keyboard,
    walk::tab_reaches_every_control_and_leaves,
    walk::figures_and_sections_open_by_keyboard,
    walk::chart_is_read_by_arrow_keys_and_pointer,
    entry::what_was_typed_survives_a_reload,
    entry::wrong_tables_are_told_at_the_table,
    entry::list_of_problems_leads_to_the_fields,
    entry::blank_page_invites,
    entry::numbers_are_read_as_people_type_them,
    entry::german_number_style_is_read_and_shown,
    entry::change_of_currency_relabels_and_never_converts,
    tables::rows_come_and_go_and_come_back,
    tables::rows_move_by_keyboard_and_pointer,
    tables::block_from_a_spreadsheet_fills_tiers,
    tables::renamed_quantity_is_renamed_in_the_charges,
    tables::long_table_is_folded_on_a_phone,
    kept::work_survives_reload_and_history,
    kept::copied_link_opens_elsewhere,
    kept::saved_file_opens_elsewhere,
    kept::two_tabs_lose_nothing_to_each_other,
    kept::file_is_dropped_and_pasted_anywhere,
    kept::chart_is_saved_as_picture,
    kept::link_is_shown_as_a_code,
    exports::tables_are_copied_for_spreadsheets_and_documents,
    exports::csv_is_written_as_the_locale_has_it,
    exports::nothing_fails_in_silence_in_a_sandbox,
    exports::frame_of_the_same_site_is_asked,
    exports::install_is_offered_where_the_browser_does,
    exports::every_page_is_printed_on_few_sheets,
    exports::long_list_prints_only_its_beginning,
    kept::everything_kept_is_forgotten,
    links::links_of_pricing_open,
    links::links_of_the_other_families_open,
    links::changed_formulas_are_told,
    links::code_holds_what_differs,
    links::other_peoples_texts_are_told,
    links::link_is_copied_where_the_clipboard_is_blocked,
    embed::address_says_how_the_frame_looks,
    embed::locked_fields_stay_whatever_is_done,
    embed::frame_is_as_high_as_the_page_and_comes_to_rest,
    embed::host_and_frame_talk_by_a_port,
    embed::hostile_messages_do_nothing,
    recent::work_is_kept_under_names,
    recent::kept_work_is_managed_by_keyboard,
    recent::everything_comes_back_from_one_file,
    recent::hostile_and_broken_work_is_plain_text,
    recent::hundreds_of_pieces_stay_usable,
    recent::two_tabs_share_the_list,
    recent::full_and_blocked_storage_are_told_where_work_is_saved,
    kept::print_has_date_address_and_notes,
    kept::broken_links_are_told,
    kept::hostile_link_does_nothing,
    kept::blocked_and_full_storage_are_told_once,
    kept::panic_brings_the_inputs_back,
    look::page_fits_narrow_screens_with_all_open,
    look::schemes_and_media_change_the_look,
    boot::start_has_no_accessibility_violation,
];

/// Longer than any test should take on a slow machine; then it is given up.
const LIMIT: Duration = Duration::from_secs(120);

/// Browsers side by side. More would only wait for each other on two cores.
const LANES: usize = 2;

#[tokio::main]
async fn main() -> ExitCode {
    // A failed assertion is told with the name of its test; here only its place, and no backtrace of the runtime.
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            eprintln!("assertion at {}:{} does not hold", place.file(), place.line());
        }
    }));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<_>, Vec<_>) =
        arguments.into_iter().partition(|argument| argument.starts_with("--"));
    let stage = match Stage::set() {
        Ok(stage) => Arc::new(stage),
        Err(error) => {
            eprintln!("The browser tests cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = match flags.first().map(String::as_str) {
        Some("--shots") => shots::take(&stage).await,
        Some("--bench") => bench::measure(&stage).await,
        Some("--engines") => engines::walk(&stage).await,
        _ => run_tests(&stage, &words).await,
    };
    stage.clear().await;
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the tests whose names hold one of the words, or all; ends with the line that cargo's own runner prints.
async fn run_tests(stage: &Arc<Stage>, words: &[String]) -> Outcome {
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let chosen: Arc<Vec<_>> = Arc::new(TESTS.iter().filter(|(name, _)| wanted(name)).collect());
    println!("running {} tests", chosen.len());
    let began = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let failed = Arc::new(AtomicUsize::new(0));
    let lanes: Vec<_> = (0..LANES.min(chosen.len()))
        .map(|_| {
            let (stage, chosen, next, failed) = (stage.clone(), chosen.clone(), next.clone(), failed.clone());
            tokio::spawn(async move {
                let mut page = None;
                while let Some((name, run)) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    match run_test(&stage, page.take(), name, *run).await {
                        Ok(kept) => {
                            println!("test {name} ... ok, {:.1}s", began.elapsed().as_secs_f32());
                            page = Some(kept);
                        }
                        // The next test gets a new browser: this one may be in any state.
                        Err(error) => {
                            println!("test {name} ... FAILED\n    {error}");
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.await?;
    }
    let failed = failed.load(Ordering::Relaxed);
    let word = if failed == 0 { "ok" } else { "FAILED" };
    let seconds = began.elapsed().as_secs_f32();
    println!(
        "\ntest result: {word}. {} passed; {failed} failed; finished in {seconds:.1}s",
        chosen.len() - failed
    );
    if failed == 0 { Ok(()) } else { Err("some browser tests failed".into()) }
}

/// One test in a browser as if new; gives the browser back if nothing went wrong.
async fn run_test(stage: &Arc<Stage>, page: Option<Page>, name: &str, run: Run) -> Outcome<Page> {
    let page = match page {
        Some(page) => page,
        None => stage.browser().await?,
    };
    page.renew().await?;
    // In a task of its own, so that a failed assertion ends the test alone.
    let ended = timeout(LIMIT, tokio::spawn(run(page.clone()))).await;
    let outcome = match ended {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(told(panic).into()),
        Err(_) => Err(format!("it took more than {} seconds", LIMIT.as_secs()).into()),
    };
    if let Err(error) = outcome {
        // For the eye; the failure is told either way.
        let _ = page.picture(&format!("failed-{}", name.replace("::", "-"))).await;
        return Err(error);
    }
    let offences = page.offences().await?;
    if offences.is_empty() { Ok(page) } else { Err(offences.join("\n    ").into()) }
}

/// What a failed assertion said.
fn told(panic: tokio::task::JoinError) -> String {
    match panic.try_into_panic() {
        Ok(said) => match said.downcast::<String>() {
            Ok(text) => *text,
            Err(said) => {
                said.downcast::<&str>().map_or("a panic without words".to_owned(), |text| (*text).to_owned())
            }
        },
        Err(cancelled) => cancelled.to_string(),
    }
}
