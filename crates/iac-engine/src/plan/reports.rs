//! Results of conditions, by the object they belong to, as plan and state list them.

use crate::eval::CheckReport;
use crate::graph::Node;
use iac_core::addr::{AbsResourceInstanceAddr, ModuleAddr, ModuleInstanceAddr};
use iac_state::CheckResult;
use std::collections::BTreeMap;

/// The kinds of object that have conditions.
const KINDS: [&str; 4] = ["resource", "output", "check", "var"];

/// The results of one configuration object: per instance, by address.
#[derive(Debug, Default)]
struct Entry {
    objects: BTreeMap<String, CheckReport>,
}

/// Every result so far.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    entries: BTreeMap<(&'static str, String), Entry>,
}

fn in_module(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") }
}

impl Reports {
    fn add(&mut self, kind: &'static str, config: String, object: String, report: CheckReport) {
        self.entries.entry((kind, config)).or_default().objects.insert(object, report);
    }

    /// Adds the results of a variable, output or check in one module instance.
    pub(crate) fn block(&mut self, node: &Node, module: &ModuleInstanceAddr, report: CheckReport) {
        let (kind, in_config, name): (_, &ModuleAddr, _) = match node {
            Node::Validation(in_config, name) => ("var", in_config, format!("var.{name}")),
            Node::Output(in_config, name) => ("output", in_config, format!("output.{name}")),
            Node::Check(in_config, name) => ("check", in_config, format!("check.{name}")),
            _ => return,
        };
        let config = in_module(&in_config.to_string(), &name);
        self.add(kind, config, in_module(&module.to_string(), &name), report);
    }

    /// Adds the results of a resource instance.
    pub(crate) fn resource(&mut self, addr: &AbsResourceInstanceAddr, report: CheckReport) {
        self.add("resource", addr.config().to_string(), addr.to_string(), report);
    }

    /// Starts from results in the form of the state.
    pub(crate) fn from_results(results: &[CheckResult]) -> Self {
        let mut reports = Self::default();
        for result in results {
            let Some(kind) = KINDS.iter().find(|kind| **kind == result.object_kind) else { continue };
            for (addr, status, failures) in &result.objects {
                let report = CheckReport {
                    failures: failures.clone(),
                    errored: status == "error",
                    unknown: status == "unknown",
                };
                reports.add(kind, result.config_addr.clone(), addr.clone(), report);
            }
        }
        reports
    }

    /// In the form of the state.
    pub(crate) fn into_results(self) -> Vec<CheckResult> {
        self.entries
            .into_iter()
            .map(|((kind, config_addr), entry)| {
                let statuses: Vec<&str> = entry.objects.values().map(CheckReport::status).collect();
                let worst = ["error", "fail", "unknown"].into_iter().find(|status| statuses.contains(status));
                CheckResult {
                    object_kind: kind.to_owned(),
                    config_addr,
                    status: worst.unwrap_or("pass").to_owned(),
                    objects: entry
                        .objects
                        .into_iter()
                        .map(|(addr, report)| (addr, report.status().to_owned(), report.failures))
                        .collect(),
                }
            })
            .collect()
    }
}
