//! The journal beside a state file: one line per finished step, so that a crash at any point loses no object.
//!
//! Every line is a checksum, a space and compact JSON. The first names the snapshot that the steps follow; a `snapshot`
//! line is written, and fsynced, before the state file itself is rewritten. A torn last line is ignored.

use crate::statefile::{
    InstanceOut, InstanceV4, Names, OutputOut, OutputV4, StateOut, object_from_v4, output_from_v4, outputs_to_v4,
    state_from_json,
};
use crate::{JournalRecord, ObjectState, State, StateError, StoreError};
use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// One line of the journal, as it is read.
enum Line<'a> {
    Begin { lineage: String, serial: u64 },
    Object { addr: String, provider: String, deposed: Option<String>, object: Option<Box<InstanceV4<'a>>> },
    Moved { from: String, to: String },
    Outputs { outputs: BTreeMap<String, OutputV4<'a>> },
    Snapshot { state: &'a RawValue },
}

/// A line to write. Raw JSON cannot pass through a tagged enum, so that the tag is a field here.
#[derive(Serialize, Default)]
struct LineOut<'a> {
    op: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lineage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<InstanceOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<BTreeMap<&'a str, OutputOut>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<StateOut<'a>>,
}

/// A line as it is read.
#[derive(Deserialize, Default)]
#[serde(default)]
struct LineIn<'a> {
    op: String,
    lineage: Option<String>,
    serial: Option<u64>,
    addr: Option<String>,
    provider: Option<String>,
    deposed: Option<String>,
    #[serde(borrow)]
    object: Option<Box<InstanceV4<'a>>>,
    to: Option<String>,
    #[serde(borrow)]
    outputs: Option<BTreeMap<String, OutputV4<'a>>>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
}

impl<'a> LineIn<'a> {
    /// The line it is; `None` if something is missing.
    fn into_line(self) -> Option<Line<'a>> {
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

/// How many hexadecimal digits a checksum has.
const CHECKSUM_LEN: usize = 16;

/// An open journal that is being written.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// How long it is, up to the last whole line.
    len: u64,
}

impl Journal {
    /// Begins a journal that follows a snapshot, in place of an existing one. What was replayed from that one and not
    /// written yet comes along as the first snapshot; the old journal goes only when the new one is durable.
    pub(crate) fn begin(path: &Path, lineage: &str, serial: u64, replayed: Option<&State>) -> Result<Self, StoreError> {
        let new_path = path.with_extension("journal-new");
        let file = File::create(&new_path).map_err(io_error(&new_path))?;
        let mut journal = Self { file, path: path.to_owned(), len: 0 };
        journal.append([LineOut {
            op: "begin",
            lineage: Some(lineage),
            serial: Some(serial),
            ..LineOut::default()
        }])?;
        if let Some(state) = replayed {
            journal.snapshot(state)?;
        }
        std::fs::rename(&new_path, path).map_err(io_error(path))?;
        // The name must survive a power cut too. Not every file system can do that, and none needs to.
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let _ = File::open(dir).and_then(|dir| dir.sync_all());
        Ok(journal)
    }

    /// Appends finished steps.
    pub(crate) fn record(&mut self, records: &[JournalRecord]) -> Result<(), StoreError> {
        let lines: Result<Vec<LineOut<'_>>, StateError> = records.iter().map(line_of).collect();
        self.append(lines.map_err(|error| self.invalid(&error))?)
    }

    /// Appends a whole snapshot and makes it durable.
    pub(crate) fn snapshot(&mut self, state: &State) -> Result<(), StoreError> {
        let state = StateOut::new(state).map_err(|error| self.invalid(&error))?;
        self.append([LineOut { op: "snapshot", state: Some(state), ..LineOut::default() }])?;
        self.sync()
    }

    /// Makes what was appended survive a power cut.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(io_error(&self.path))
    }

    fn append<'l>(&mut self, lines: impl IntoIterator<Item = LineOut<'l>>) -> Result<(), StoreError> {
        let mut text = Vec::new();
        for line in lines {
            let begin = text.len();
            text.extend_from_slice(&[b' '; CHECKSUM_LEN + 1]);
            serde_json::to_writer(&mut text, &line).map_err(|error| self.invalid(&StateError(error.to_string())))?;
            let sum = format!("{:016x}", checksum(&text[begin + CHECKSUM_LEN + 1..]));
            text[begin..begin + CHECKSUM_LEN].copy_from_slice(sum.as_bytes());
            text.push(b'\n');
        }
        let written = self.file.write_all(&text);
        if written.is_ok() {
            self.len += text.len() as u64;
        } else {
            // What follows a torn line would never be read: it must not stay in the way of later lines.
            let _ = self.file.set_len(self.len).and_then(|()| self.file.seek(SeekFrom::Start(self.len)));
        }
        written.map_err(io_error(&self.path))
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
    let mut lines = intact_lines(&text).into_iter();
    let Some(Line::Begin { lineage, serial }) = lines.next() else {
        return file.map(|state| (state, false));
    };
    let mut steps: Vec<Line<'_>> = lines.collect();
    if let Some(snapshot) = last_snapshot(path, &steps)? {
        return Ok(match file {
            // A file torn in the middle can still be valid JSON, the head of one snapshot and the tail of another: only
            // one with a higher serial was surely written after the journal's snapshot.
            Ok(Some(state)) if state.lineage == snapshot.0.lineage && state.serial > snapshot.0.serial => {
                (Some(state), false)
            }
            _ => (Some(after(snapshot.0, steps.split_off(snapshot.1 + 1), path, false)?), true),
        });
    }
    let base = file?.unwrap_or_else(|| State { lineage: lineage.clone(), serial, ..State::default() });
    if steps.is_empty() {
        return Ok(((!base.lineage.is_empty() && base.serial > 0).then_some(base), false));
    }
    // A file that moved on without us keeps what it says; only objects that it does not know are added.
    let moved_on = base.serial != serial || (!lineage.is_empty() && base.lineage != lineage);
    Ok((Some(after(base, steps, path, moved_on)?), true))
}

/// The last snapshot of a journal with its position.
fn last_snapshot(path: &Path, steps: &[Line<'_>]) -> Result<Option<(State, usize)>, StoreError> {
    for (at, line) in steps.iter().enumerate().rev() {
        if let Line::Snapshot { state } = line {
            return state_from_json(&path.display().to_string(), state.get().as_bytes()).map(|state| Some((state, at)));
        }
    }
    Ok(None)
}

/// The state after some steps.
fn after(mut state: State, steps: Vec<Line<'_>>, path: &Path, only_new: bool) -> Result<State, StoreError> {
    let invalid = |message: String| StoreError::Invalid { path: path.display().to_string(), message };
    state.serial += u64::from(!steps.is_empty());
    let mut names = Names::default();
    for line in steps {
        apply_line(&mut state, line, only_new, &mut names).map_err(invalid)?;
    }
    if state.lineage.is_empty() {
        state.lineage = crate::lock::random_uuid();
    }
    Ok(state)
}

fn apply_line(state: &mut State, line: Line<'_>, only_new: bool, names: &mut Names) -> Result<(), String> {
    match line {
        Line::Object { addr, provider, deposed, object } => {
            let addr: AbsResourceInstanceAddr = addr.parse().map_err(|error| format!("{error}"))?;
            let provider: AbsProviderConfigAddr = provider.parse().map_err(|error| format!("{error}"))?;
            let object = object.map(|object| object_from_v4(*object, names)).transpose()?;
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
                state.outputs.insert(name.into(), output_from_v4(&output)?);
            }
        }
        _ => {}
    }
    Ok(())
}

fn line_of(record: &JournalRecord) -> Result<LineOut<'_>, StateError> {
    Ok(match record {
        JournalRecord::Object(addr, provider, object) => object_line(addr, provider, None, object.as_deref())?,
        JournalRecord::Deposed(addr, provider, deposed, object) => {
            object_line(addr, provider, Some(deposed), object.as_deref())?
        }
        JournalRecord::Moved(from, to) => {
            LineOut { op: "moved", addr: Some(from.to_string()), to: Some(to.to_string()), ..LineOut::default() }
        }
        JournalRecord::Outputs(outputs) => {
            LineOut { op: "outputs", outputs: Some(outputs_to_v4(outputs)?), ..LineOut::default() }
        }
    })
}

fn object_line<'a>(
    addr: &AbsResourceInstanceAddr,
    provider: &AbsProviderConfigAddr,
    deposed: Option<&'a str>,
    object: Option<&'a ObjectState>,
) -> Result<LineOut<'a>, StateError> {
    Ok(LineOut {
        op: "object",
        addr: Some(addr.to_string()),
        provider: Some(provider.to_string()),
        deposed,
        object: object.map(InstanceOut::new).transpose()?,
        ..LineOut::default()
    })
}

/// The lines whose checksum is right, up to the first that is not.
fn intact_lines(text: &[u8]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok()) else { break };
        let Some((sum, json)) = line.split_once(' ') else { break };
        if u64::from_str_radix(sum, 16) != Ok(checksum(json.as_bytes())) {
            break;
        }
        let Some(line) = serde_json::from_str(json).ok().and_then(LineIn::into_line) else { break };
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
