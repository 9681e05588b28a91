//! What `#[model(…)]` says about a struct.

use syn::{DeriveInput, Error, LitInt, LitStr, Result};

/// The facts of a resource type or data source.
#[derive(Default)]
pub struct ModelInput {
    pub ty: String,
    pub label: String,
    pub version: u64,
    pub global: bool,
    /// Operations with their default in seconds, in the order given.
    pub timeouts: Vec<(String, u64)>,
}

impl ModelInput {
    /// Reads the struct's `#[model(…)]`.
    pub fn parse(input: &DeriveInput) -> Result<Self> {
        let mut model = Self::default();
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("model")) {
            attribute.parse_nested_meta(|meta| {
                match meta.path.get_ident().map(ToString::to_string).unwrap_or_default().as_str() {
                    "type" => model.ty = meta.value()?.parse::<LitStr>()?.value(),
                    "label" => model.label = meta.value()?.parse::<LitStr>()?.value(),
                    "version" => model.version = meta.value()?.parse::<LitInt>()?.base10_parse()?,
                    "global" => model.global = true,
                    "timeouts" => meta.parse_nested_meta(|inner| {
                        let operation = inner.path.require_ident()?.to_string();
                        let limit: LitStr = inner.value()?.parse()?;
                        let seconds = seconds(&limit.value())
                            .ok_or_else(|| Error::new(limit.span(), "expected \"10m\", \"90s\" or \"1h\""))?;
                        model.timeouts.push((operation, seconds));
                        Ok(())
                    })?,
                    _ => return Err(meta.error("expected type, label, version, global or timeouts")),
                }
                Ok(())
            })?;
        }
        if model.ty.is_empty() || model.label.is_empty() {
            return Err(Error::new_spanned(&input.ident, "needs #[model(type = \"…\", label = \"…\")]"));
        }
        Ok(model)
    }
}

fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok()?;
    match unit {
        "s" => Some(number),
        "m" => Some(number * 60),
        "h" => Some(number * 3600),
        _ => None,
    }
}
