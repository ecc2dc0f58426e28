//! wasm: the app. Native: the command line. Nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    commerce_calculators::web::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    std::process::exit(commerce_calculators::cli::run(&arguments));
}
