//! `count` and `for_each`: how many instances a block has, and what tells them apart.

use super::Repeated;
use iac_core::addr::InstanceKey;
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_core::value::{Kind, Type, Value, convert};
use iac_lang::eval::{Cause, Repetition, Scope};
use iac_lang::expr::Expr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The instances of a block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Instances {
    pub repetition: Repetition,
    pub repeated: BTreeMap<InstanceKey, Repeated>,
}

impl Instances {
    /// The one instance of a block that is not repeated.
    pub(crate) fn single() -> Self {
        Self { repetition: Repetition::None, repeated: [(InstanceKey::None, Repeated::No)].into() }
    }

    fn count(count: u64) -> Self {
        let repeated = (0..count).map(|index| (InstanceKey::Int(index), Repeated::Count(Some(index)))).collect();
        Self { repetition: Repetition::Count, repeated }
    }

    fn for_each(elements: BTreeMap<Arc<str>, Value>) -> Self {
        let repeated = elements
            .into_iter()
            .map(|(key, value)| {
                let each = Repeated::Each(Value::string(&key), value);
                (InstanceKey::String(key), each)
            })
            .collect();
        Self { repetition: Repetition::ForEach, repeated }
    }

    /// What stands for all instances while nothing is known of them.
    fn unknown(repetition: Repetition) -> Self {
        let repeated = match repetition {
            Repetition::None => Repeated::No,
            Repetition::Count => Repeated::Count(None),
            Repetition::ForEach => Repeated::Each(Value::unknown(Type::String), Value::unknown(Type::Dynamic)),
        };
        Self { repetition, repeated: [(InstanceKey::None, repeated)].into() }
    }
}

/// The instances of a block with these meta-arguments. With `symbolic` (while validating) one instance stands for all, and
/// unknown arguments are no error. `None` comes with an error.
pub(crate) fn expand(
    count: Option<&Expr>,
    for_each: Option<&Expr>,
    scope: &dyn Scope,
    symbolic: bool,
) -> (Option<Instances>, Diagnostics) {
    let mut diags = Diagnostics::new();
    let instances = match (count, for_each) {
        (Some(expr), _) => {
            let value = diags.absorb(expr.eval(scope));
            let explain = |diagnostic| Some(expr.explain(diagnostic, scope, cause(&value)));
            if diags.has_errors() { Err(None) } else { count_instances(&value, expr.span(), symbolic).map_err(explain) }
        }
        (_, Some(expr)) => {
            let value = diags.absorb(expr.eval(scope));
            let explain = |diagnostic| Some(expr.explain(diagnostic, scope, cause(&value)));
            if diags.has_errors() {
                Err(None)
            } else {
                for_each_instances(&value, expr.span(), symbolic).map_err(explain)
            }
        }
        (None, None) => Ok(Instances::single()),
    };
    match instances {
        Ok(instances) => (Some(instances), diags),
        Err(diagnostic) => {
            diags.extend(diagnostic);
            (None, diags)
        }
    }
}

fn bad_count(span: Span, detail: impl Into<String>) -> Diagnostic {
    Diagnostic::error("Invalid count argument", detail).at(span)
}

/// What is wrong with a value that cannot say how many instances there are.
fn cause(value: &Value) -> Cause {
    match value {
        value if value.marks().sensitive => Cause::Sensitive,
        value if !value.is_wholly_known() => Cause::Unknown,
        _ => Cause::Value,
    }
}

fn count_instances(value: &Value, span: Span, symbolic: bool) -> Result<Instances, Diagnostic> {
    if value.marks().ephemeral {
        let detail = "The given \"count\" is derived from an ephemeral value, which means that Terraform cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify a resource's instance count.";
        return Err(bad_count(span, detail));
    }
    if value.is_null() {
        return Err(bad_count(span, "The given \"count\" argument value is null. An integer is required."));
    }
    if !value.is_known() {
        if symbolic {
            return Ok(Instances::unknown(Repetition::Count));
        }
        let detail = "The \"count\" value depends on resource attributes that cannot be determined until apply, so Terraform cannot predict how many instances will be created. To work around this, use the -target argument to first apply only the resources that the count depends on.";
        return Err(bad_count(span, detail));
    }
    if matches!(value.kind(), Kind::Bool(_)) {
        let detail = "Invalid expression value: number required, but have bool.";
        return Err(Diagnostic::error("Incorrect value type", detail).at(span));
    }
    let number = convert(value, &Type::Number).map_err(|error| {
        bad_count(span, format!("The given \"count\" argument value is unsuitable: {}.", error.message))
    })?;
    let whole = number.as_number().and_then(iac_core::value::Number::as_i64).ok_or_else(|| {
        bad_count(span, "The given \"count\" argument value is unsuitable: value must be a whole number, between -9223372036854775808 and 9223372036854775807.")
    })?;
    let count = u64::try_from(whole).map_err(|_| {
        bad_count(span, "The given \"count\" argument value is unsuitable: must be greater than or equal to zero.")
    })?;
    if symbolic {
        return Ok(Instances::unknown(Repetition::Count));
    }
    Ok(Instances::count(count))
}

fn bad_for_each(span: Span, detail: impl Into<String>) -> Diagnostic {
    Diagnostic::error("Invalid for_each argument", detail).at(span)
}

fn bad_set(span: Span, detail: impl std::fmt::Display) -> Diagnostic {
    let detail = format!("The given \"for_each\" argument value is unsuitable: {detail}.");
    Diagnostic::error("Invalid for_each set argument", detail).at(span)
}

fn unknown_keys(span: Span, what: &str) -> Diagnostic {
    let detail = format!(
        "The \"for_each\" {what} derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource.\n\nWhen working with unknown values in for_each, it's better to {}.\n\nAlternatively, you could use the -target planning option to first apply only the resources that the for_each value depends on, and then apply a second time to fully converge.",
        if what.starts_with("map") {
            "define the map keys statically in your configuration and place apply-time results only in the map values"
        } else {
            "use a map value where the keys are defined statically in your configuration and where only the values contain apply-time results"
        }
    );
    bad_for_each(span, detail)
}

fn for_each_instances(value: &Value, span: Span, symbolic: bool) -> Result<Instances, Diagnostic> {
    if value.marks().sensitive {
        let detail = "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If used, the sensitive value could be exposed as a resource instance key.";
        return Err(bad_for_each(span, detail));
    }
    if value.marks().ephemeral {
        let detail = "The given \"for_each\" value is derived from an ephemeral value, which means that Terraform cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify a resource's instance keys.";
        return Err(bad_for_each(span, detail));
    }
    if value.is_null() {
        let detail = "The given \"for_each\" argument value is unsuitable: the given \"for_each\" argument value is null. A map, or set of strings is allowed.";
        return Err(bad_for_each(span, detail));
    }
    let ty = value.ty();
    let is_set = matches!(ty, Type::Set(_));
    if !matches!(ty, Type::Map(_) | Type::Object(_) | Type::Set(_) | Type::Dynamic) {
        let detail = format!(
            "The given \"for_each\" argument value is unsuitable: the \"for_each\" argument must be a map, or set of strings, and you have provided a value of type {}.",
            ty.friendly_name()
        );
        return Err(bad_for_each(span, detail));
    }
    if !value.is_known() {
        return match symbolic {
            true => Ok(Instances::unknown(Repetition::ForEach)),
            false if is_set => Err(unknown_keys(span, "set includes values")),
            false => Err(unknown_keys(span, "map includes keys")),
        };
    }
    let elements = if is_set { set_elements(value, &ty, span, symbolic)? } else { value.as_entries().cloned() };
    match elements {
        Some(elements) if !symbolic => Ok(Instances::for_each(elements)),
        _ => Ok(Instances::unknown(Repetition::ForEach)),
    }
}

/// The elements of a set of strings, each its own key; `None` if some are unknown and that is allowed.
fn set_elements(
    value: &Value,
    ty: &Type,
    span: Span,
    symbolic: bool,
) -> Result<Option<BTreeMap<Arc<str>, Value>>, Diagnostic> {
    let items = value.as_elements().unwrap_or_default();
    if items.is_empty() {
        return Ok(Some(BTreeMap::new()));
    }
    let element = ty.element().cloned().unwrap_or(Type::Dynamic);
    if element != Type::String {
        let detail = format!(
            "\"for_each\" supports maps and sets of strings, but you have provided a set containing type {}",
            element.friendly_name()
        );
        return Err(bad_set(span, detail));
    }
    let mut elements = BTreeMap::new();
    for item in items {
        if item.is_null() {
            return Err(bad_set(span, "\"for_each\" sets must not contain null values"));
        }
        match item.as_str() {
            Some(text) => drop(elements.insert(Arc::from(text), item.clone())),
            None if symbolic => return Ok(None),
            None => return Err(unknown_keys(span, "set includes values")),
        }
    }
    Ok(Some(elements))
}
