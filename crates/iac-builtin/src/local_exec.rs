//! The `local-exec` provisioner: a command on the machine that runs the program.
//!
//! Output arrives line by line, both streams in the order they were written; the last 8 KiB are part of an error.

use crate::child_process::ending;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, BlockSchema, Schema};
use iac_core::value::{Path, Type, Value};
use iac_provider::{BoxFuture, ProvisionRequest, Provisioner};
use std::io::{BufRead as _, BufReader, PipeReader};
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

const KEPT_OUTPUT: usize = 8 * 1024;

/// The provisioner.
#[derive(Debug, Default)]
pub(crate) struct LocalExec {
    schema: OnceLock<Arc<Schema>>,
}

fn schema() -> Schema {
    let mut block = BlockSchema::default();
    let arguments = [
        ("command", Type::String, "The command, normally a shell's."),
        ("environment", Type::map(Type::String), "Environment variables, beside those of this program."),
        ("interpreter", Type::list(Type::String), "The program that runs the command, with its arguments."),
        ("quiet", Type::Bool, "Whether the command itself is not shown."),
        ("working_dir", Type::String, "The directory it runs in."),
    ];
    for (name, ty, description) in arguments {
        let mut attribute = Attribute::new(ty);
        attribute.description = Arc::from(description);
        attribute.required = name == "command";
        attribute.optional = name != "command";
        block.attributes.insert(Arc::from(name), attribute);
    }
    Schema { version: 0, block }
}

/// What a block asks for.
struct Task<'a> {
    command: &'a str,
    interpreter: Vec<&'a str>,
    directory: Option<&'a str>,
    environment: Vec<(&'a str, &'a str)>,
    quiet: bool,
}

impl<'a> Task<'a> {
    fn of(config_value: &'a Value) -> Self {
        let text = |name: &str| config_value.attribute(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let interpreter = config_value.attribute("interpreter").and_then(Value::as_elements).unwrap_or_default();
        let interpreter: Vec<&str> = interpreter.iter().filter_map(Value::as_str).collect();
        let environment = config_value.attribute("environment").and_then(Value::as_entries).into_iter().flatten();
        let shell = if cfg!(windows) { vec!["cmd", "/C"] } else { vec!["/bin/sh", "-c"] };
        Self {
            command: text("command").unwrap_or_default(),
            interpreter: if interpreter.is_empty() { shell } else { interpreter },
            directory: text("working_dir"),
            environment: environment.filter_map(|(name, value)| Some((&**name, value.as_str()?))).collect(),
            quiet: config_value.attribute("quiet").and_then(Value::as_bool).unwrap_or(false),
        }
    }

    /// The program with its arguments.
    fn words(&self) -> Vec<&'a str> {
        self.interpreter.iter().copied().chain([self.command]).collect()
    }

    fn start(&self) -> std::io::Result<(Child, PipeReader)> {
        let (reader, writer) = std::io::pipe()?;
        let words = self.words();
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .envs(self.environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .kill_on_drop(true);
        if let Some(directory) = self.directory {
            command.current_dir(directory);
        }
        // The builder holds the pipe's writing end: it has to go, or reading never ends.
        Ok((command.spawn()?, reader))
    }

    /// Runs the command; the message of a failure is why.
    async fn run(&self, output: &(dyn Fn(&str) + Send + Sync), kept: &mut String) -> Result<(), String> {
        let (mut child, reader) = self.start().map_err(|error| error.to_string())?;
        let (sender, mut lines) = mpsc::unbounded_channel();
        let reading = tokio::task::spawn_blocking(move || read_lines(reader, &sender));
        while let Some(line) = lines.recv().await {
            output(line.trim_end_matches(['\n', '\r']));
            keep(kept, &line);
        }
        reading.await.map_err(|error| error.to_string())?;
        let status = child.wait().await.map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(ending(status)) }
    }
}

/// Sends every line as soon as it is there, bytes that are no UTF-8 replaced.
fn read_lines(reader: PipeReader, sender: &mpsc::UnboundedSender<String>) {
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
            return;
        }
        line.clear();
    }
}

/// Appends a line, and forgets the beginning of what has become too long.
fn keep(kept: &mut String, line: &str) {
    kept.push_str(line);
    let excess = kept.len().saturating_sub(KEPT_OUTPUT);
    let cut = (excess..=kept.len()).find(|at| kept.is_char_boundary(*at)).unwrap_or(0);
    kept.drain(..cut);
}

impl Provisioner for LocalExec {
    fn schema(&self) -> Arc<Schema> {
        self.schema.get_or_init(|| Arc::new(schema())).clone()
    }

    fn provision<'a>(&'a self, request: ProvisionRequest<'a>) -> BoxFuture<'a, Diagnostics> {
        Box::pin(async move {
            let task = Task::of(request.config_value);
            if task.command.is_empty() {
                let found = Diagnostic::error(
                    "Invalid local-exec provisioner command",
                    "The command must be a non-empty string.",
                );
                return found.attribute(Path::attribute("command")).into();
            }
            if task.quiet {
                (request.output)("local-exec: Executing: Suppressed by quiet=true");
            } else {
                (request.output)(&format!("Executing: [{}]", quoted(&task.words())));
            }
            let mut kept = String::new();
            match task.run(request.output, &mut kept).await {
                Ok(()) => Diagnostics::new(),
                Err(why) => {
                    let detail = format!("Error running command '{}': {why}. Output: {kept}", task.command);
                    Diagnostic::error("local-exec provisioner error", detail).into()
                }
            }
        })
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::Mutex;

    async fn run(members: &[(&str, Value)]) -> (Vec<String>, Vec<(String, String)>) {
        let provisioner = LocalExec::default();
        let schema = provisioner.schema();
        let config_value = Value::object(schema.block.attributes.iter().map(|(name, attribute)| {
            let given = members.iter().find(|(given, _)| *given == &**name).map(|(_, value)| value.clone());
            (name.clone(), given.unwrap_or_else(|| Value::null(attribute.value_type())))
        }));
        let lines = Mutex::new(Vec::new());
        let output = |line: &str| lines.lock().expect("no panic").push(line.to_owned());
        let connection = Value::null(Type::Dynamic);
        let request = ProvisionRequest {
            address: "null_resource.a",
            config_value: &config_value,
            connection: &connection,
            output: &output,
        };
        let diags = provisioner.provision(request).await;
        let said = diags.iter().map(|diag| (diag.summary.clone(), diag.detail.clone())).collect();
        (lines.into_inner().expect("no panic"), said)
    }

    #[tokio::test]
    async fn output_comes_line_by_line_in_order() {
        let (lines, said) = run(&[("command", Value::string("echo one; echo two >&2; printf three"))]).await;
        assert_eq!(lines[0], r#"Executing: ["/bin/sh" "-c" "echo one; echo two >&2; printf three"]"#);
        assert_eq!((&lines[1..], said.len()), (&["one", "two", "three"].map(str::to_owned)[..], 0));
    }

    #[tokio::test]
    async fn every_argument_counts() {
        let environment = Value::map(Type::String, [(Arc::from("GREETING"), Value::string("hi"))].into());
        let interpreter = Value::list(Type::String, vec![Value::string("/bin/sh"), Value::string("-ec")]);
        let (lines, said) = run(&[
            ("command", Value::string("echo $GREETING; pwd")),
            ("environment", environment),
            ("interpreter", interpreter),
            ("quiet", Value::bool(true)),
            ("working_dir", Value::string("/")),
        ])
        .await;
        assert_eq!(lines, ["local-exec: Executing: Suppressed by quiet=true", "hi", "/"]);
        assert!(said.is_empty());
    }

    #[tokio::test]
    async fn failures_are_worded_as_terraform_words_them() {
        let (_, said) = run(&[("command", Value::string("echo oops; exit 3"))]).await;
        let detail = "Error running command 'echo oops; exit 3': exit status 3. Output: oops\n";
        assert_eq!(said, [("local-exec provisioner error".to_owned(), detail.to_owned())]);
        let (_, said) = run(&[("command", Value::string(""))]).await;
        assert_eq!(said[0].0, "Invalid local-exec provisioner command");
        let nowhere = Value::list(Type::String, vec![Value::string("/nonexistent/shell")]);
        let (_, said) = run(&[("command", Value::string("x")), ("interpreter", nowhere)]).await;
        assert!(said[0].1.contains("No such file"), "{said:?}");
    }

    #[test]
    fn only_the_end_of_long_output_is_kept() {
        let mut kept = String::new();
        (0..2000).for_each(|at| keep(&mut kept, &format!("zeilé {at}\n")));
        assert!(kept.len() <= KEPT_OUTPUT && kept.ends_with("zeilé 1999\n"));
    }
}
