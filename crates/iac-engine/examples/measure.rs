//! Plans, applies and plans again the configuration in the current directory, and prints how long each took.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

use iac_engine::{ApplyOptions, CancellationToken, PlanOptions, Providers, Silent};
use iac_lang::config::{DiskFiles, LoadOptions, LocalModulesOnly, load_config};
use iac_state::{LocalStore, StateStore};
use std::path::Path;
use std::time::Instant;

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("?").to_owned()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let begun = Instant::now();
    let (config, _) = load_config(Path::new("."), &DiskFiles, &LocalModulesOnly, &LoadOptions::default());
    println!("load   {:?}", begun.elapsed());
    let (providers, options, stop) = (Providers::new(), PlanOptions::default(), CancellationToken::new());
    let store = LocalStore::new("terraform.tfstate");
    for round in ["first", "second"] {
        let begun = Instant::now();
        let prior = store.read().unwrap();
        println!("read   {:?} {}", begun.elapsed(), memory());
        let begun = Instant::now();
        let (plan, diags) = iac_engine::plan(&config, prior, &providers, &options, &Silent, &stop).await;
        println!(
            "plan   {:?} {round} {:?} errors: {} {}",
            begun.elapsed(),
            plan.counts(),
            diags.has_errors(),
            memory()
        );
        for diagnostic in &diags {
            println!("{}: {}", diagnostic.summary, diagnostic.detail);
        }
        if !plan.has_changes() || std::env::args().nth(1).is_some() {
            continue;
        }
        let begun = Instant::now();
        let options = ApplyOptions::default();
        let (outcome, diags) = iac_engine::apply(&plan, &config, &providers, &store, &options, &Silent, &stop).await;
        println!("apply  {:?} {} errors: {} {}", begun.elapsed(), outcome.added, diags.has_errors(), memory());
    }
}
