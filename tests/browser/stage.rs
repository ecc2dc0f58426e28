//! What every browser test stands on: the built app behind its own web server, a driver, and browsers with empty profiles.
//! All of it lives in one temporary folder and ends with the process.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::sync::Mutex;

use crate::Outcome;
use crate::page::Page;

pub struct Stage {
    /// The address of the app as users get it, ending in a slash.
    app: String,
    /// The address of the app as it is measured, where that has been built.
    bench: Option<String>,
    driver: String,
    folder: PathBuf,
    processes: Vec<Child>,
    open: Mutex<Vec<WebDriver>>,
    profiles: AtomicUsize,
}

impl Stage {
    /// Starts the servers and the driver on free ports.
    pub fn set() -> Outcome<Stage> {
        let folder = env::temp_dir().join(format!("commerce-calculators-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        // Filled step by step, so that a start that fails half way still takes down what it began.
        let mut stage = Stage {
            app: String::new(),
            bench: None,
            driver: String::new(),
            folder,
            processes: Vec::new(),
            open: Mutex::default(),
            profiles: AtomicUsize::new(0),
        };
        let root = root();
        let built = root.join("dist");
        if !built.join("index.html").exists() {
            return Err("dist/ holds no app: run `make dist` first".into());
        }
        stage.app = stage.serve(&built)?;
        let bench = root.join("target/dist-bench");
        if bench.join("index.html").exists() {
            stage.bench = Some(stage.serve(&bench)?);
        }
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        // Beside its profile the browser keeps temporary files, crash reports and caches where the environment says.
        for name in ["TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, &stage.folder);
        }
        let (driver, port) = began(command, "started successfully on port ", ".")?;
        stage.processes.push(driver);
        stage.driver = format!("http://127.0.0.1:{port}");
        Ok(stage)
    }

    fn serve(&mut self, folder: &Path) -> Outcome<String> {
        let (server, address) = serve(folder)?;
        self.processes.push(server);
        Ok(address)
    }

    /// The address of the app as users get it.
    pub fn address(&self) -> &str {
        &self.app
    }

    /// A page in a new browser with an empty profile.
    pub async fn browser(&self) -> Outcome<Page> {
        let profile = self.folder.join(format!("profile-{}", self.profiles.fetch_add(1, Ordering::Relaxed)));
        let mut wanted = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            // Chromium's sandbox cannot start for root or in many containers; the pages here are our own.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-color-profile=srgb",
            "--lang=en-US",
        ] {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        wanted.add_experimental_option("prefs", json!({ "intl.accept_languages": "en-US" }))?;
        let driver = WebDriver::new(&self.driver, wanted).await?;
        self.open.lock().await.push(driver.clone());
        Ok(Page::new(driver, self.app.clone(), self.bench.clone()))
    }

    /// Ends every browser. The processes and the folder go when the stage is dropped.
    pub async fn clear(&self) {
        for browser in self.open.lock().await.drain(..) {
            // A browser that is gone already is what is wanted.
            let _ = browser.quit().await;
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A web server for a folder, and the address that it took, ending in a slash. It ends with its process, and with this one.
pub fn serve(folder: &Path) -> Outcome<(Child, String)> {
    let mut command = Command::new("node");
    command.arg(root().join("tests/tools/serve.mjs")).arg(folder).arg("0");
    // Whoever else the tests serve may embed it.
    command.arg("http://127.0.0.1:*");
    // The server ends when this end of the pipe does.
    command.stdin(Stdio::piped());
    began(command, "Commerce calculators: ", " ")
}

/// A process, and what it prints between the two marks, or up to the end of the line, once it is ready.
pub fn began(mut command: Command, before: &str, after: &str) -> Outcome<(Child, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{name} does not start: {error}"))?;
    let output = child.stdout.take().ok_or("a piped output that is not there")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next() {
        let line = line?;
        if let Some((_, rest)) = line.split_once(before) {
            let said = rest.split(after).next().unwrap_or_default().to_owned();
            // Read on, or the process would stop at a full pipe.
            std::thread::spawn(move || lines.for_each(drop));
            return Ok((child, said));
        }
    }
    let _ = child.wait();
    Err(format!("{name} ended before it was ready").into())
}

/// A new folder for a test, which goes with it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Outcome<Folder> {
        let folder = env::temp_dir().join(format!("commerce-calculators-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
