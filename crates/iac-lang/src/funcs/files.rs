//! Functions that read files, and that take paths apart.
//!
//! Relative paths start at the scope's base directory. Errors name files as the user wrote them.

use super::base64::to_base64;
use super::function::{Call, Function, FunctionError, Parameter};
use super::verb::go_quote;
use iac_core::value::{Marks, Type, Value};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

type Outcome = Result<Value, FunctionError>;

fn path_parameter() -> Parameter {
    Parameter::new("path", Type::String).marked()
}

fn shown(text: &str, marks: &Marks) -> String {
    if marks.ephemeral {
        "(ephemeral value)".into()
    } else if marks.sensitive {
        "(sensitive value)".into()
    } else {
        go_quote(text)
    }
}

/// The path without `.`, `..` and doubled slashes, by its text alone.
pub(super) fn cleaned(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, joined) => format!("/{joined}"),
        (false, joined) if joined.is_empty() => ".".into(),
        (false, joined) => joined,
    }
}

fn home() -> Result<String, FunctionError> {
    std::env::var("HOME").map_err(|_| FunctionError::failed("failed to expand ~: HOME is not set"))
}

/// A path with a leading `~` replaced by the home directory.
fn expanded(path: &str) -> Result<String, FunctionError> {
    match path.strip_prefix('~') {
        None => Ok(path.into()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Ok(cleaned(&format!("{}/{rest}", home()?))),
        Some(_) => Err(FunctionError::failed("cannot expand user-specific home dir")),
    }
}

/// Where a path of the configuration is, and the name that errors give it.
fn located(call: &Call<'_>, path: &str) -> Result<(PathBuf, String), FunctionError> {
    let path =
        expanded(path).map_err(|error| FunctionError::failed(format!("failed to expand ~: {}", error.message)))?;
    let name = cleaned(&path);
    Ok((call.scope.base_dir().join(&name), name))
}

/// The text of an error of the operating system, as Terraform words it.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "is a directory".into(),
        ErrorKind::NotADirectory => "not a directory".into(),
        _ => error.to_string().to_lowercase(),
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// The bytes of the file at argument 0, for hashes.
pub(super) fn read_bytes(call: &Call<'_>) -> Result<Vec<u8>, FunctionError> {
    let (path, name) = located(call, call.text(0))?;
    read(&path).map_err(|error| {
        let verb = if path.is_dir() { "read" } else { "open" };
        let name = if call.args[0].marks().is_empty() { name } else { "(sensitive value)".into() };
        FunctionError::failed(format!("{verb} {name}: {}", reason(&error)))
    })
}

fn read_file(call: &Call<'_>) -> Result<Vec<u8>, FunctionError> {
    let marks = call.args[0].marks();
    let (path, name) = located(call, call.text(0))?;
    read(&path).map_err(|error| {
        let name = if marks.is_empty() { name } else { "(sensitive value)".into() };
        let message = if error.kind() == ErrorKind::NotFound {
            format!(
                "no file exists at {}; this function works only with files that are distributed as part of the \
                 configuration source code, so if this file will be created by a resource in this configuration you \
                 must instead obtain this result from an attribute of that resource",
                shown(&cleaned(call.text(0)), marks)
            )
        } else if path.is_dir() {
            format!("failed to read file: read {name}: is a directory")
        } else {
            format!("failed to read file: open {name}: {}", reason(&error))
        };
        FunctionError::argument(0, message)
    })
}

pub(super) fn file() -> Function {
    Function::new("file", "The text of a file.", Type::String, |call| {
        let marks = call.args[0].marks();
        let text = String::from_utf8(read_file(call)?).map_err(|_| {
            FunctionError::failed(format!(
                "contents of {} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents \
                 or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead",
                shown(call.text(0), marks)
            ))
        })?;
        Ok(Value::string(text).mark(marks))
    })
    .with(path_parameter())
}

pub(super) fn filebase64() -> Function {
    Function::new("filebase64", "The bytes of a file, in Base64.", Type::String, |call| {
        Ok(Value::string(to_base64(read_file(call)?)).mark(call.args[0].marks()))
    })
    .with(path_parameter())
}

pub(super) fn fileexists() -> Function {
    Function::new("fileexists", "Whether there is a file.", Type::Bool, |call| {
        let marks = call.args[0].marks();
        let (path, name) = located(call, call.text(0))?;
        let metadata = match path.metadata() {
            Ok(metadata) => metadata,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Value::bool(false).mark(marks));
            }
            Err(_) => return Err(FunctionError::failed(format!("failed to stat {}", shown(&name, marks)))),
        };
        if metadata.is_file() {
            return Ok(Value::bool(true).mark(marks));
        }
        let what = if metadata.is_dir() { "is a directory, not a file" } else { "is not a regular file" };
        Err(FunctionError::failed(format!("{} {what}", shown(&name, marks))))
    })
    .with(path_parameter())
}

pub(super) fn abspath() -> Function {
    Function::new("abspath", "A path from the root of the file system.", Type::String, |call| {
        let base = std::path::absolute(call.scope.base_dir())
            .map_err(|error| FunctionError::failed(format!("the current directory is not known: {error}")))?;
        Ok(Value::string(cleaned(&base.join(call.text(0)).to_string_lossy())))
    })
    .param("path", Type::String)
}

pub(super) fn basename() -> Function {
    Function::new("basename", "The last part of a path.", Type::String, |call| {
        let path = call.text(0);
        let trimmed = path.trim_end_matches('/');
        Ok(Value::string(match (path.is_empty(), trimmed.rsplit('/').next().unwrap_or_default()) {
            (true, _) => ".",
            (false, "") => "/",
            (false, last) => last,
        }))
    })
    .param("path", Type::String)
}

pub(super) fn dirname() -> Function {
    Function::new("dirname", "A path without its last part.", Type::String, |call| {
        let path = call.text(0);
        Ok(Value::string(cleaned(path.rfind('/').map_or("", |end| &path[..=end]))))
    })
    .param("path", Type::String)
}

pub(super) fn pathexpand() -> Function {
    Function::new("pathexpand", "A path with a leading ~ replaced by the home directory.", Type::String, expand)
        .param("path", Type::String)
}

fn expand(call: &Call<'_>) -> Outcome {
    expanded(call.text(0)).map(Value::string)
}
