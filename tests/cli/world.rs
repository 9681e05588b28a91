//! A directory of its own for each test, and runs of the program in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A directory that goes when the test ends.
pub struct World {
    dir: PathBuf,
}

/// What a run left behind.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    dir: PathBuf,
}

impl World {
    /// A directory with `main.tf`.
    pub fn new(main: &str) -> Self {
        let name = format!("iac-cli-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = std::env::temp_dir().join(name);
        fs::create_dir_all(&dir).expect("a directory can be made");
        let world = Self { dir };
        world.write("main.tf", main);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a directory can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iac"));
        command.args(arguments).current_dir(&self.dir).env_clear().envs(environment.iter().copied());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program; its standard input is empty.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[], "")
    }

    /// Runs the program with an environment and a standard input.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Run {
        let mut child = self.command(arguments, environment).stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        // A program that does not read has closed its end: no matter.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        self.finished(child)
    }

    /// Starts the program and leaves it running.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments, &[]).stdin(Stdio::piped()).spawn().expect("the program starts")
    }

    /// Waits for a program that was started.
    pub fn finished(&self, child: Child) -> Run {
        let output = child.wait_with_output().expect("the program ends");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            dir: self.dir.clone(),
        }
    }

    /// Applies what is configured; that must succeed.
    pub fn apply(&self) -> Run {
        self.run(&["apply", "-auto-approve", "-no-color"]).succeeded()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

impl Run {
    /// The same run, which must have succeeded.
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// Everything that was seen, with what differs from run to run made equal.
    pub fn shown(&self) -> String {
        let mut text = format!("exit code {}\n", self.code.unwrap_or(-1));
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
            }
        }
        steady(&text.replace(&self.dir.display().to_string(), "[dir]"))
    }
}

/// Text with UUIDs and times replaced.
pub fn steady(text: &str) -> String {
    const UUID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const TIME: &str = "dddd-dd-ddTdd:dd:dd";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if fits(rest, UUID) {
            out.push_str("[uuid]");
            rest = &rest[UUID.len()..];
        } else if fits(rest, TIME) {
            out.push_str("[time]");
            rest =
                rest[TIME.len()..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start_matches('Z');
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn fits(text: &str, pattern: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= pattern.len()
        && bytes.iter().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'x' => byte.is_ascii_hexdigit(),
            b'd' => byte.is_ascii_digit(),
            wanted => *byte == wanted,
        })
}
