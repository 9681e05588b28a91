//! The journal beside a state file: one line per finished step, so that a crash at any point loses no object.
//!
//! Every line is a checksum, a space and compact JSON. The first names the snapshot that the steps follow; a `snapshot`
//! line is written, and fsynced, before the state file itself is rewritten. A torn last line is ignored.

use crate::statefile::{InstanceV4, object_from_v4, object_to_v4, state_from_json, state_to_compact_json};
use crate::{JournalRecord, ObjectState, State, StateError, StoreError};
use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use iac_core::value::{from_json, to_json, type_from_json, type_to_json};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One line of the journal.
enum Line {
    Begin { lineage: String, serial: u64 },
    Object { addr: String, provider: String, deposed: Option<String>, object: Option<Box<InstanceV4>> },
    Moved { from: String, to: String },
    Outputs { outputs: BTreeMap<String, OutputLine> },
    Snapshot { state: Box<RawValue> },
}

/// A line as it is written. Raw JSON cannot pass through a tagged enum, so that the tag is a field here.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct LineJson {
    op: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lineage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<Box<InstanceV4>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<BTreeMap<String, OutputLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<Box<RawValue>>,
}

impl From<Line> for LineJson {
    fn from(line: Line) -> Self {
        let json = |op: &str| Self { op: op.to_owned(), ..Self::default() };
        match line {
            Line::Begin { lineage, serial } => Self { lineage: Some(lineage), serial: Some(serial), ..json("begin") },
            Line::Object { addr, provider, deposed, object } => {
                Self { addr: Some(addr), provider: Some(provider), deposed, object, ..json("object") }
            }
            Line::Moved { from, to } => Self { addr: Some(from), to: Some(to), ..json("moved") },
            Line::Outputs { outputs } => Self { outputs: Some(outputs), ..json("outputs") },
            Line::Snapshot { state } => Self { state: Some(state), ..json("snapshot") },
        }
    }
}

impl LineJson {
    /// The line it is; `None` if something is missing.
    fn into_line(self) -> Option<Line> {
        Some(match self.op.as_str() {
            "begin" => Line::Begin { lineage: self.lineage?, serial: self.serial? },
            "object" => {
                Line::Object { addr: self.addr?, provider: self.provider?, deposed: self.deposed, object: self.object }
            }
            "moved" => Line::Moved { from: self.addr?, to: self.to? },
            "outputs" => Line::Outputs { outputs: self.outputs? },
            "snapshot" => Line::Snapshot { state: self.state? },
            _ => return None,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct OutputLine {
    value: Box<RawValue>,
    #[serde(rename = "type")]
    ty: Box<RawValue>,
    #[serde(default)]
    sensitive: bool,
}

/// An open journal that is being written.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Begins a journal that follows a snapshot, in place of an existing one. What was replayed from that one and not
    /// written yet comes along as the first snapshot; the old journal goes only when the new one is durable.
    pub(crate) fn begin(path: &Path, lineage: &str, serial: u64, replayed: Option<&State>) -> Result<Self, StoreError> {
        let new_path = path.with_extension("journal-new");
        let file = File::create(&new_path).map_err(io_error(&new_path))?;
        let mut journal = Self { file, path: path.to_owned() };
        journal.append([Line::Begin { lineage: lineage.to_owned(), serial }])?;
        if let Some(state) = replayed {
            journal.snapshot(state)?;
        }
        std::fs::rename(&new_path, path).map_err(io_error(path))?;
        Ok(journal)
    }

    /// Appends finished steps.
    pub(crate) fn record(&mut self, records: &[JournalRecord]) -> Result<(), StoreError> {
        let lines: Result<Vec<Line>, StateError> = records.iter().map(line_of).collect();
        self.append(lines.map_err(|error| self.invalid(&error))?)
    }

    /// Appends a whole snapshot and makes it durable.
    pub(crate) fn snapshot(&mut self, state: &State) -> Result<(), StoreError> {
        let json = state_to_compact_json(state).map_err(|error| self.invalid(&error))?;
        let state = RawValue::from_string(json).map_err(|error| self.invalid(&StateError(error.to_string())))?;
        self.append([Line::Snapshot { state }])?;
        self.sync()
    }

    /// Makes what was appended survive a power cut.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(io_error(&self.path))
    }

    fn append(&mut self, lines: impl IntoIterator<Item = Line>) -> Result<(), StoreError> {
        let mut text = String::new();
        for line in lines {
            let json = serde_json::to_string(&LineJson::from(line))
                .map_err(|error| self.invalid(&StateError(error.to_string())))?;
            text.push_str(&format!("{:016x} {json}\n", checksum(json.as_bytes())));
        }
        self.file.write_all(text.as_bytes()).map_err(io_error(&self.path))
    }

    fn invalid(&self, error: &StateError) -> StoreError {
        StoreError::Invalid { path: self.path.display().to_string(), message: error.0.clone() }
    }
}

/// Replays a journal over what the state file held. `file` is an error if the file is torn; the journal's own snapshot
/// then stands in for it. Returns the state, and whether anything was replayed.
pub(crate) fn replay(
    path: &Path,
    file: Result<Option<State>, StoreError>,
) -> Result<(Option<State>, bool), StoreError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return file.map(|state| (state, false)),
        Err(error) => return Err(io_error(path)(error)),
    };
    let lines = intact_lines(&text);
    let Some((Line::Begin { lineage, serial }, steps)) = lines.split_first() else {
        return file.map(|state| (state, false));
    };
    if let Some(snapshot) = last_snapshot(path, steps)? {
        return Ok(match file {
            // A file torn in the middle can still be valid JSON, the head of one snapshot and the tail of another: only
            // one with a higher serial was surely written after the journal's snapshot.
            Ok(Some(state)) if state.lineage == snapshot.0.lineage && state.serial > snapshot.0.serial => {
                (Some(state), false)
            }
            _ => (Some(after(snapshot.0, &steps[snapshot.1 + 1..], path, false)?), true),
        });
    }
    let base = file?.unwrap_or_else(|| State { lineage: lineage.clone(), serial: *serial, ..State::default() });
    if steps.is_empty() {
        return Ok(((!base.lineage.is_empty() && base.serial > 0).then_some(base), false));
    }
    // A file that moved on without us keeps what it says; only objects that it does not know are added.
    let moved_on = base.serial != *serial || (!lineage.is_empty() && base.lineage != *lineage);
    Ok((Some(after(base, steps, path, moved_on)?), true))
}

/// The last snapshot of a journal with its position.
fn last_snapshot(path: &Path, steps: &[Line]) -> Result<Option<(State, usize)>, StoreError> {
    for (at, line) in steps.iter().enumerate().rev() {
        if let Line::Snapshot { state } = line {
            return state_from_json(&path.display().to_string(), state.get().as_bytes()).map(|state| Some((state, at)));
        }
    }
    Ok(None)
}

/// The state after some steps.
fn after(mut state: State, steps: &[Line], path: &Path, only_new: bool) -> Result<State, StoreError> {
    let invalid = |message: String| StoreError::Invalid { path: path.display().to_string(), message };
    for line in steps {
        apply_line(&mut state, line, only_new).map_err(invalid)?;
    }
    state.serial += u64::from(!steps.is_empty());
    if state.lineage.is_empty() {
        state.lineage = crate::lock::random_uuid();
    }
    Ok(state)
}

fn apply_line(state: &mut State, line: &Line, only_new: bool) -> Result<(), String> {
    match line {
        Line::Object { addr, provider, deposed, object } => {
            let addr: AbsResourceInstanceAddr = addr.parse().map_err(|error| format!("{error}"))?;
            let provider: AbsProviderConfigAddr = provider.parse().map_err(|error| format!("{error}"))?;
            let object = object.as_deref().map(read_object).transpose()?;
            if only_new && (object.is_none() || state.object(&addr).is_some()) {
                return Ok(());
            }
            match deposed {
                Some(key) => state.set_deposed(&addr, &provider, &key.as_str().into(), object),
                None => state.set_object(&addr, &provider, object),
            }
        }
        Line::Moved { from, to } if !only_new => {
            let from: AbsResourceInstanceAddr = from.parse().map_err(|error| format!("{error}"))?;
            let to: AbsResourceInstanceAddr = to.parse().map_err(|error| format!("{error}"))?;
            state.move_instance(&from, &to);
        }
        Line::Outputs { outputs } if !only_new => {
            state.outputs.clear();
            for (name, output) in outputs {
                let ty = type_from_json(output.ty.get()).map_err(|error| error.to_string())?;
                let value = from_json(output.value.get(), &ty).map_err(|error| error.to_string())?;
                state.outputs.insert(name.as_str().into(), crate::OutputState { value, sensitive: output.sensitive });
            }
        }
        _ => {}
    }
    Ok(())
}

fn read_object(object: &InstanceV4) -> Result<ObjectState, String> {
    let text = serde_json::to_string(object).map_err(|error| error.to_string())?;
    object_from_v4(serde_json::from_str(&text).map_err(|error| error.to_string())?)
}

fn line_of(record: &JournalRecord) -> Result<Line, StateError> {
    let line = |addr: &AbsResourceInstanceAddr,
                provider: &AbsProviderConfigAddr,
                deposed,
                object: &Option<Box<ObjectState>>| {
        let object = object.as_deref().map(object_to_v4).transpose()?.map(Box::new);
        Ok(Line::Object { addr: addr.to_string(), provider: provider.to_string(), deposed, object })
    };
    match record {
        JournalRecord::Object(addr, provider, object) => line(addr, provider, None, object),
        JournalRecord::Deposed(addr, provider, deposed, object) => {
            line(addr, provider, Some(deposed.to_string()), object)
        }
        JournalRecord::Moved(from, to) => Ok(Line::Moved { from: from.to_string(), to: to.to_string() }),
        JournalRecord::Outputs(outputs) => {
            let mut lines = BTreeMap::new();
            for (name, output) in outputs {
                lines.insert(name.to_string(), output_line(output)?);
            }
            Ok(Line::Outputs { outputs: lines })
        }
    }
}

fn output_line(output: &crate::OutputState) -> Result<OutputLine, StateError> {
    let error = |error: &dyn std::fmt::Display| StateError(error.to_string());
    let ty = output.value.ty();
    let value = to_json(&output.value, &ty).map_err(|cause| error(&cause))?;
    Ok(OutputLine {
        value: RawValue::from_string(value).map_err(|cause| error(&cause))?,
        ty: RawValue::from_string(type_to_json(&ty)).map_err(|cause| error(&cause))?,
        sensitive: output.sensitive,
    })
}

/// The lines whose checksum is right, up to the first that is not.
fn intact_lines(text: &[u8]) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok()) else { break };
        let Some((sum, json)) = line.split_once(' ') else { break };
        if u64::from_str_radix(sum, 16) != Ok(checksum(json.as_bytes())) {
            break;
        }
        let Some(line) = serde_json::from_str(json).ok().and_then(LineJson::into_line) else { break };
        lines.push(line);
    }
    lines
}

/// FNV-1a: enough to tell a torn line from a whole one.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
    move |source| StoreError::Io { path: path.display().to_string(), source }
}
