//! `iac output`: the root module's output values as the state has them.

use crate::args::OutputArgs;
use crate::session::Session;
use crate::stored;
use crate::view::human;
use crate::view::json::value::{compact, pretty, to_json, type_json};
use crate::view::value;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Type, Value, convert};
use iac_state::{OutputState, State};
use serde_json::{Map, Value as Json, json};

/// Shows outputs.
pub(crate) fn run(args: &OutputArgs, session: &Session) -> u8 {
    stored::exit_code(session, show(args, session))
}

fn show(args: &OutputArgs, session: &Session) -> Result<(), Diagnostics> {
    if args.json && args.raw {
        let detail = "The -raw and -json options are mutually-exclusive.";
        return Err(Diagnostic::error("Invalid output format", detail).into());
    }
    if args.raw && args.name.is_none() {
        let detail = "You must give the name of a single output value when using the -raw option.";
        return Err(Diagnostic::error("Output name required", detail).into());
    }
    let (_, state) = stored::read(session, args.state.as_deref())?;
    let state = state.unwrap_or_default();
    if let Some(name) = &args.name {
        return one(args, name, &state, session);
    }
    all(args, &state, session);
    Ok(())
}

fn all(args: &OutputArgs, state: &State, session: &Session) {
    if args.json {
        let shown = |output: &OutputState| json!({ "sensitive": output.sensitive, "type": type_json(&output.value.ty()), "value": to_json(&output.value) });
        let outputs: Map<String, Json> =
            state.outputs.iter().map(|(name, output)| (name.to_string(), shown(output))).collect();
        session.terminal.line(&pretty(&Json::Object(outputs)));
    } else if state.outputs.is_empty() {
        session.report(&no_outputs().into());
    } else {
        session.terminal.print(&human::render_outputs(state));
    }
}

fn no_outputs() -> Diagnostic {
    let detail = "The state file either has no outputs defined, or all the defined outputs are empty. Please define an output in your configuration \
                  with the `output` keyword and run `iac refresh` for it to become available. If you are using interpolation, please verify the \
                  interpolated value is not empty. You can use the `iac console` command to assist.";
    let detail = detail.replace(" You can use the `iac console` command to assist.", "");
    Diagnostic::warning("No outputs found", detail)
}

fn one(args: &OutputArgs, name: &str, state: &State, session: &Session) -> Result<(), Diagnostics> {
    let Some(output) = state.outputs.get(name) else {
        let detail = "The output variable requested could not be found in the state file. If you recently added this to your configuration, be sure \
                      to run `iac apply`, since the state won't be updated with new output variables until that command is run.";
        return Err(Diagnostic::error(format!("Output {name:?} not found"), detail).into());
    };
    if args.json {
        session.terminal.line(&compact(&to_json(&output.value)));
    } else if args.raw {
        session.terminal.print(&raw(name, &output.value)?);
    } else {
        session.terminal.line(&value::render(&output.value, 0));
    }
    Ok(())
}

fn raw(name: &str, value: &Value) -> Result<String, Diagnostic> {
    let summary = "Unsupported value for raw output";
    if value.is_null() {
        let detail = format!("The value for output value {name:?} is null, so -raw mode cannot print it.");
        return Err(Diagnostic::error(summary, detail));
    }
    let text = if value.ty().is_primitive() { convert(value, &Type::String).ok() } else { None };
    text.as_ref().and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
        let detail = format!(
            "The -raw option only supports strings, numbers, and boolean values, but output value {name:?} is {}.\n\nUse the -json option for \
             machine-readable representations of output values that have complex types.",
            value.ty().friendly_name()
        );
        Diagnostic::error(summary, detail)
    })
}
