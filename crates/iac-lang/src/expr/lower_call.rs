//! Function names.

use super::suggest;
use crate::funcs;
use iac_core::diag::Diagnostic;

/// Functions that the evaluator runs itself, because they need unevaluated arguments or the evaluator.
pub(crate) const SPECIAL: [&str; 5] = ["can", "convert", "templatefile", "templatestring", "try"];

/// What is wrong with a function's name, if anything is; provider functions are looked up when they are called.
pub(super) fn unknown_function(name: &str) -> Option<Diagnostic> {
    if SPECIAL.contains(&name) || funcs::exists(name) || is_provider_function(name) {
        return None;
    }
    if let Some((namespace, _)) = name.split_once("::") {
        let detail = if namespace == "provider" {
            format!(
                "The function name {name:?} is not valid. Provider functions are called as \"provider::name::function\"."
            )
        } else {
            format!(
                "The function namespace {namespace:?} is not valid. Provider function calls must use the \"provider::\" namespace prefix."
            )
        };
        return Some(Diagnostic::error("Unknown provider function", detail));
    }
    let hint = suggest::did_you_mean(name, funcs::names().into_iter().chain(SPECIAL));
    Some(Diagnostic::error("Call to unknown function", format!("There is no function named {name:?}.{hint}")))
}

fn is_provider_function(name: &str) -> bool {
    let parts: Vec<&str> = name.split("::").collect();
    matches!(&parts[..], ["provider", namespace, function] if !namespace.is_empty() && !function.is_empty())
}
