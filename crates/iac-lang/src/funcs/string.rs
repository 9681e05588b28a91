//! Functions that cut, join and search text.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::list_of_text;
use iac_core::value::{Kind, Type, Value, graphemes};

type Outcome = Result<Value, FunctionError>;

/// A function of text parameters, with a result that follows from known texts alone.
fn text_function(
    name: &'static str,
    doc: &'static str,
    params: &[&'static str],
    returns: Type,
    run: super::function::Run,
) -> Function {
    params.iter().fold(Function::new(name, doc, returns, run), |function, param| function.param(param, Type::String))
}

pub(super) fn chomp() -> Function {
    text_function("chomp", "Drops line ends at the end.", &["str"], Type::String, |call| {
        Ok(Value::string(call.text(0).trim_end_matches(['\r', '\n'])))
    })
}

/// Whether a text with an unknown end starts with something: decided if what is known of it is enough.
#[expect(clippy::unnecessary_wraps, reason = "the shape that the catalogue wants")]
fn undecided_prefix(call: &Call<'_>) -> Outcome {
    let prefix = call.args[1].as_str();
    let known = match call.args[0].kind() {
        Kind::Unknown(unknown) => unknown.refinement.prefix.clone(),
        _ => None,
    };
    Ok(match (prefix, known) {
        (Some(prefix), Some(known)) if known.starts_with(prefix) => Value::bool(true),
        (Some(prefix), Some(known)) if !prefix.starts_with(&*known) => Value::bool(false),
        _ => call.unknown(),
    })
}

pub(super) fn startswith() -> Function {
    Function::new("startswith", "Whether text starts with another.", Type::Bool, |call| {
        if call.args.iter().any(|arg| !arg.is_known()) {
            return undecided_prefix(call);
        }
        Ok(Value::bool(call.text(0).starts_with(call.text(1))))
    })
    .with(Parameter::new("str", Type::String).unknown())
    .param("prefix", Type::String)
}

pub(super) fn endswith() -> Function {
    text_function("endswith", "Whether text ends with another.", &["str", "suffix"], Type::Bool, |call| {
        Ok(Value::bool(call.text(0).ends_with(call.text(1))))
    })
}

pub(super) fn strcontains() -> Function {
    text_function("strcontains", "Whether text contains another.", &["str", "substr"], Type::Bool, |call| {
        Ok(Value::bool(call.text(0).contains(call.text(1))))
    })
    .nullable()
}

pub(super) fn indent() -> Function {
    Function::new("indent", "Puts spaces before all lines but the first.", Type::String, |call| {
        let spaces = usize::try_from(call.integer(0)?)
            .map_err(|_| FunctionError::argument(0, "the number of spaces must not be negative"))?;
        Ok(Value::string(call.text(1).replace('\n', &format!("\n{}", " ".repeat(spaces)))))
    })
    .param("spaces", Type::Number)
    .param("str", Type::String)
}

pub(super) fn join() -> Function {
    Function::new("join", "Joins the elements of lists with a separator.", Type::String, joined)
        .param("separator", Type::String)
        .variadic(Parameter::new("lists", Type::list(Type::String)).unknown())
}

fn joined(call: &Call<'_>) -> Outcome {
    let lists = &call.args[1..];
    if lists.is_empty() {
        return Err(FunctionError::failed("at least one list is required"));
    }
    if lists.iter().any(|list| !list.is_wholly_known()) {
        return Ok(call.unknown());
    }
    let mut texts = Vec::new();
    for at in 1..call.args.len() {
        for (index, item) in call.elements(at).iter().enumerate() {
            texts.push(item.as_str().ok_or_else(|| {
                let which = if lists.len() > 1 { format!(" of list {at}") } else { String::new() };
                let message = format!("element {index}{which} is null; cannot concatenate null values");
                FunctionError::argument(at, message)
            })?);
        }
    }
    Ok(Value::string(texts.join(call.text(0))))
}

pub(super) fn split() -> Function {
    text_function("split", "Cuts text at each separator.", &["separator", "str"], Type::list(Type::String), |call| {
        let (separator, text) = (call.text(0), call.text(1));
        if separator.is_empty() {
            return Ok(list_of_text(text.chars().map(String::from)));
        }
        Ok(list_of_text(text.split(separator)))
    })
}

pub(super) fn strrev() -> Function {
    Function::new("strrev", "Reverses the characters.", Type::String, |call| {
        Ok(Value::string(graphemes(call.text(0)).rev().collect::<String>()))
    })
    .with(Parameter::new("str", Type::String).dynamic())
}

pub(super) fn substr() -> Function {
    Function::new("substr", "Takes some characters from an offset on.", Type::String, |call| {
        let (text, offset, length) = (call.text(0), call.integer(1)?, call.integer(2)?);
        let count = i64::try_from(graphemes(text).count()).expect("invariant: a length fits");
        if offset >= 0 && length == 0 {
            return Ok(Value::string(""));
        }
        let offset = if offset < 0 { (offset + count).max(0) } else { offset };
        // Terraform takes a length of zero from the end for "all the rest".
        let length = if length <= 0 { count } else { length };
        let (skip, take) =
            (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(length).unwrap_or(usize::MAX));
        Ok(Value::string(graphemes(text).skip(skip).take(take).collect::<String>()))
    })
    .with(Parameter::new("str", Type::String).dynamic())
    .with(Parameter::new("offset", Type::Number).dynamic())
    .with(Parameter::new("length", Type::Number).dynamic())
}

pub(super) fn trim() -> Function {
    text_function("trim", "Drops given characters at both ends.", &["str", "cutset"], Type::String, |call| {
        let cutset = call.text(1);
        Ok(Value::string(call.text(0).trim_matches(|c| cutset.contains(c))))
    })
}

pub(super) fn trimprefix() -> Function {
    text_function("trimprefix", "Drops a prefix, if it is there.", &["str", "prefix"], Type::String, |call| {
        let text = call.text(0);
        Ok(Value::string(text.strip_prefix(call.text(1)).unwrap_or(text)))
    })
}

pub(super) fn trimsuffix() -> Function {
    text_function("trimsuffix", "Drops a suffix, if it is there.", &["str", "suffix"], Type::String, |call| {
        let text = call.text(0);
        Ok(Value::string(text.strip_suffix(call.text(1)).unwrap_or(text)))
    })
}

pub(super) fn trimspace() -> Function {
    text_function("trimspace", "Drops space at both ends.", &["str"], Type::String, |call| {
        Ok(Value::string(call.text(0).trim()))
    })
}
