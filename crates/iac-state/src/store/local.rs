//! A state file on disk, as Terraform's local backend keeps it.
//!
//! The file is locked as Terraform locks it (a POSIX record lock on the file, and `.NAME.lock.info` beside it). Closing any
//! descriptor of the file would release that lock, so that everything goes through the one descriptor that holds it; and
//! since the lock belongs to the file, the file is rewritten in place, with the journal as the safety net.

use super::{JournalRecord, StateStore, StoreError};
use crate::journal::{Journal, replay};
use crate::statefile::{state_from_json, state_to_json};
use crate::{LockError, LockInfo, State, Targets};
use rustix::fs::{FlockOperation, fcntl_lock};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The local state store.
#[derive(Debug)]
pub struct LocalStore {
    path: PathBuf,
    backup: Option<PathBuf>,
    open: Mutex<OpenState>,
}

#[derive(Debug, Default)]
struct OpenState {
    locked: Option<Locked>,
    journal: Option<Journal>,
    /// Lineage and serial of the snapshot last read or written.
    base: (String, u64),
    /// What was replayed from an interrupted run's journal and is not in the file yet.
    replayed: Option<State>,
    /// The file's bytes when first read, until they are kept as the backup.
    previous: Option<Vec<u8>>,
}

#[derive(Debug)]
struct Locked {
    file: File,
    id: String,
    created: bool,
}

impl LocalStore {
    /// The store of a state file; the previous snapshot is kept as `NAME.backup`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let backup = Some(sibling(&path, "", ".backup"));
        Self { path, backup, open: Mutex::default() }
    }

    /// Keeps the previous snapshot elsewhere (`-backup=PATH`), or nowhere (`-backup=-`).
    #[must_use]
    pub fn with_backup(mut self, backup: Option<PathBuf>) -> Self {
        self.backup = backup;
        self
    }

    fn open(&self) -> MutexGuard<'_, OpenState> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_info_path(&self) -> PathBuf {
        sibling(&self.path, ".", ".lock.info")
    }

    fn journal_path(&self) -> PathBuf {
        sibling(&self.path, ".", ".journal")
    }

    fn targets_path(&self) -> PathBuf {
        sibling(&self.path, ".", ".target.json")
    }

    fn try_lock(&self, info: &LockInfo) -> Result<String, LockError> {
        let error = |source| LockError::Io { path: self.path.display().to_string(), source };
        if let Some(dir) = self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            fs::create_dir_all(dir).map_err(error)?;
        }
        let created = !self.path.exists();
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path).map_err(error)?;
        if fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(LockError::Held(Box::new(self.holder())));
        }
        let info = LockInfo { path: self.path.display().to_string(), ..info.clone() };
        let json = serde_json::to_vec(&info).map_err(|cause| error(cause.into()))?;
        fs::write(self.lock_info_path(), json).map_err(error)?;
        let id = info.id.clone();
        self.open().locked = Some(Locked { file, id: info.id, created });
        Ok(id)
    }

    /// Who holds the lock, as far as the lock info says.
    fn holder(&self) -> LockInfo {
        let text = fs::read(self.lock_info_path()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn read_bytes(&self, open: &mut OpenState) -> io::Result<Vec<u8>> {
        let Some(locked) = &mut open.locked else {
            return match fs::read(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
                other => other,
            };
        };
        let mut bytes = Vec::new();
        locked.file.seek(SeekFrom::Start(0))?;
        locked.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write_bytes(&self, open: &mut OpenState, bytes: &[u8]) -> io::Result<()> {
        if open.locked.is_none() {
            if let Some(dir) = self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
                fs::create_dir_all(dir)?;
            }
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&self.path)?;
            return rewrite(&mut file, bytes);
        }
        open.locked.as_mut().map_or(Ok(()), |locked| {
            locked.created = false;
            rewrite(&mut locked.file, bytes)
        })
    }

    fn keep_backup(&self, open: &mut OpenState) -> Result<(), StoreError> {
        let (Some(backup), Some(previous)) = (&self.backup, &open.previous) else { return Ok(()) };
        fs::write(backup, previous).map_err(io_error(backup))?;
        open.previous = None;
        Ok(())
    }

    fn journal<'a>(&self, open: &'a mut OpenState) -> Result<&'a mut Journal, StoreError> {
        if open.journal.is_none() {
            if let Some(dir) = self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
                fs::create_dir_all(dir).map_err(io_error(dir))?;
            }
            let replayed = open.replayed.as_ref();
            open.journal = Some(Journal::begin(&self.journal_path(), &open.base.0, open.base.1, replayed)?);
            open.replayed = None;
        }
        Ok(open.journal.as_mut().expect("invariant: the journal was just opened"))
    }
}

/// Replaces a file's content in place: the new bytes first, then what is left of the old is cut off.
fn rewrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_data()
}

/// A file beside another: `dir/PREFIX + name + SUFFIX`.
fn sibling(path: &Path, prefix: &str, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{prefix}{name}{suffix}"))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
    move |source| StoreError::Io { path: path.display().to_string(), source }
}

impl StateStore for LocalStore {
    fn location(&self) -> String {
        self.path.display().to_string()
    }

    fn lock(&self, info: &LockInfo, timeout: Duration) -> Result<String, LockError> {
        let deadline = Instant::now() + timeout;
        let mut pause = Duration::from_millis(50);
        loop {
            match self.try_lock(info) {
                Err(LockError::Held(_)) if Instant::now() < deadline => {
                    std::thread::sleep(pause.min(deadline.saturating_duration_since(Instant::now())));
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
                result => return result,
            }
        }
    }

    fn unlock(&self, id: &str) -> Result<(), LockError> {
        let mut open = self.open();
        let error = |source| LockError::Io { path: self.path.display().to_string(), source };
        let Some(locked) = open.locked.take() else { return Ok(()) };
        if locked.id != id {
            let held = locked.id.clone();
            open.locked = Some(locked);
            return Err(LockError::WrongId { given: id.to_owned(), held });
        }
        let empty = locked.file.metadata().map_err(error)?.len() == 0;
        if locked.created && empty {
            fs::remove_file(&self.path).map_err(error)?;
        }
        let info = self.lock_info_path();
        match fs::remove_file(&info) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(error(cause)),
            _ => Ok(()),
        }
    }

    fn force_unlock(&self, id: &str) -> Result<(), LockError> {
        let held = self.holder();
        if held.id != id {
            return Err(LockError::WrongId { given: id.to_owned(), held: held.id });
        }
        let info = self.lock_info_path();
        fs::remove_file(&info).map_err(|source| LockError::Io { path: info.display().to_string(), source })
    }

    fn read(&self) -> Result<Option<State>, StoreError> {
        let mut open = self.open();
        let bytes = self.read_bytes(&mut open).map_err(io_error(&self.path))?;
        let file = if bytes.is_empty() {
            Ok(None)
        } else {
            state_from_json(&self.path.display().to_string(), &bytes).map(Some)
        };
        let (state, replayed) = replay(&self.journal_path(), file)?;
        if replayed {
            tracing::warn!(path = %self.path.display(), "an earlier run was interrupted; its journal was replayed");
            open.replayed.clone_from(&state);
        }
        open.base = state.as_ref().map(|state| (state.lineage.clone(), state.serial)).unwrap_or_default();
        if !bytes.is_empty() {
            open.previous = Some(bytes);
        }
        Ok(state)
    }

    fn record(&self, records: &[JournalRecord]) -> Result<(), StoreError> {
        let mut open = self.open();
        self.journal(&mut open)?.record(records)
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.open().journal.as_mut().map_or(Ok(()), Journal::sync)
    }

    fn write(&self, state: &State) -> Result<(), StoreError> {
        let mut open = self.open();
        let invalid = |message| StoreError::Invalid { path: self.path.display().to_string(), message };
        let text = state_to_json(state).map_err(|error| invalid(error.0))?;
        self.journal(&mut open)?.snapshot(state)?;
        self.keep_backup(&mut open)?;
        self.write_bytes(&mut open, text.as_bytes()).map_err(io_error(&self.path))?;
        open.base = (state.lineage.clone(), state.serial);
        open.journal = None;
        let journal = self.journal_path();
        fs::remove_file(&journal).map_err(io_error(&journal))
    }

    fn read_targets(&self) -> Result<Targets, StoreError> {
        let path = self.targets_path();
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| StoreError::Invalid { path: path.display().to_string(), message: error.to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Targets::new()),
            Err(error) => Err(io_error(&path)(error)),
        }
    }

    fn write_targets(&self, targets: &Targets) -> Result<(), StoreError> {
        let path = self.targets_path();
        if targets.is_empty() {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(&path)(error)),
                _ => Ok(()),
            };
        }
        let text = serde_json::to_string_pretty(targets)
            .map_err(|error| StoreError::Invalid { path: path.display().to_string(), message: error.to_string() })?;
        fs::write(&path, text + "\n").map_err(io_error(&path))
    }
}
