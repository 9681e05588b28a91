//! Waiting for remote objects, with a clock that tests can advance.
//!
//! Against an emulator polling starts at 5 ms and backs off to 500 ms; against AWS it starts at a second. Nothing settles
//! for a fixed time: every wait ends with the first answer that satisfies it.

use crate::{BoxFuture, Error};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time, real or made.
pub trait Clock: Send + Sync {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;
    /// Returns after a while.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// The time of the machine.
#[derive(Clone, Copy, Debug)]
pub struct RealClock(Instant);

impl Default for RealClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests: sleeping moves it forward at once.
#[derive(Debug, Default)]
pub struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.fetch_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
}

/// How often to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The pause after the first answer; every further one is half as long again.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How long an object just created may be missing from answers.
    pub consistency: Duration,
}

impl Pace {
    /// For an emulator on this machine.
    pub const EMULATOR: Self = Self {
        first: Duration::from_millis(5),
        longest: Duration::from_millis(500),
        consistency: Duration::from_secs(5),
    };
    /// For AWS.
    pub const AWS: Self =
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(10), consistency: Duration::from_mins(2) };
}

/// What one answer says about the wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Ask again; the text says what the object's state is.
    Pending(String),
    /// It has happened.
    Done,
    /// It will not happen; the text says why.
    Failed(String),
}

impl From<bool> for Progress {
    fn from(done: bool) -> Self {
        if done { Self::Done } else { Self::Pending(String::new()) }
    }
}

/// Waits for things, up to a time limit. Cheap to clone.
#[derive(Clone)]
pub struct Waiter {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How often to ask.
    pub pace: Pace,
    /// How long to wait at most.
    pub timeout: Duration,
}

impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter").field("pace", &self.pace).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Default for Waiter {
    /// Real time, an emulator's pace, twenty minutes.
    fn default() -> Self {
        Self { clock: Arc::new(RealClock::default()), pace: Pace::EMULATOR, timeout: Duration::from_mins(20) }
    }
}

impl Waiter {
    /// The same waiter with another limit.
    #[must_use]
    pub fn within(&self, timeout: Duration) -> Self {
        Self { timeout, ..self.clone() }
    }

    /// A waiter for what passes by itself and soon, such as a dependency that is just being deleted: seconds against an
    /// emulator, minutes against AWS.
    #[must_use]
    pub fn briefly(&self) -> Self {
        self.within(self.pace.consistency.min(self.timeout))
    }

    /// Reads until `check` is satisfied and hands out that answer. An answer of `None` counts as pending.
    pub async fn until<T, E, F, P>(
        &self,
        what: &str,
        mut read: impl FnMut() -> F + Send,
        check: impl Fn(&T) -> P + Send,
    ) -> Result<T, E>
    where
        E: From<Error>,
        F: Future<Output = Result<Option<T>, E>> + Send,
        P: Into<Progress>,
    {
        let mut rounds = self.rounds();
        loop {
            let state = match read().await? {
                Some(answer) => match check(&answer).into() {
                    Progress::Done => return Ok(answer),
                    Progress::Failed(why) => return Err(Error::other(format!("waiting for {what}: {why}")).into()),
                    Progress::Pending(state) => state,
                },
                None => "not found".to_owned(),
            };
            rounds.pause(what, &state).await?;
        }
    }

    /// Reads until nothing is found any more.
    pub async fn gone<T, E, F>(&self, what: &str, mut read: impl FnMut() -> F + Send) -> Result<(), E>
    where
        E: From<Error>,
        F: Future<Output = Result<Option<T>, E>> + Send,
    {
        let mut rounds = self.rounds();
        while read().await?.is_some() {
            rounds.pause(what, "still there").await?;
        }
        Ok(())
    }

    /// Tries again while the failure is one that passes by itself; after the limit, that failure is the result.
    pub async fn retry<T, E, F>(
        &self,
        mut attempt: impl FnMut() -> F + Send,
        passes: impl Fn(&E) -> bool + Send,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>> + Send,
    {
        let mut rounds = self.rounds();
        loop {
            match attempt().await {
                Err(error) if passes(&error) && rounds.pause("", "").await.is_ok() => {}
                result => return result,
            }
        }
    }

    fn rounds(&self) -> Rounds<'_> {
        Rounds { waiter: self, started: self.clock.now(), next: self.pace.first }
    }
}

/// The pauses of one wait.
struct Rounds<'a> {
    waiter: &'a Waiter,
    started: Duration,
    next: Duration,
}

impl Rounds<'_> {
    /// Sleeps until the next question is due, or fails when the limit is reached.
    async fn pause(&mut self, what: &str, state: &str) -> Result<(), Error> {
        let left = self.waiter.timeout.saturating_sub(self.waiter.clock.now().saturating_sub(self.started));
        if left.is_zero() {
            let state = if state.is_empty() { String::new() } else { format!(" (last state: {state})") };
            let limit = describe(self.waiter.timeout);
            return Err(Error::timeout(format!("timeout while waiting for {what}{state}, after {limit}")));
        }
        tracing::debug!(target: "iac::wait", what, state, "waiting {:?}", self.next.min(left));
        self.waiter.clock.sleep(self.next.min(left)).await;
        self.next = (self.next * 3 / 2).min(self.waiter.pace.longest);
        Ok(())
    }
}

/// A duration as people write it, `10m0s`.
fn describe(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, _) => format!("{}s", duration.as_secs_f64()),
        (0, minutes, seconds) => format!("{minutes}m{seconds}s"),
        (hours, minutes, seconds) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// Reads a duration as Go writes it: `1h30m`, `90s`, `500ms`, `1.5h`.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        total += number
            * match &rest[..end] {
                "ns" => 1e-9,
                "us" | "µs" => 1e-6,
                "ms" => 1e-3,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = &rest[end..];
    }
    (!text.is_empty()).then(|| Duration::try_from_secs_f64(total).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiter(seconds: u64) -> (Waiter, Arc<TestClock>) {
        let clock = Arc::new(TestClock::default());
        (Waiter { clock: clock.clone(), pace: Pace::EMULATOR, timeout: Duration::from_secs(seconds) }, clock)
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    /// Answers 0, 1, 2, …
    fn counter() -> impl FnMut() -> std::future::Ready<Result<Option<u64>, Error>> + Send {
        let mut next = 0;
        move || {
            next += 1;
            std::future::ready(Ok(Some(next - 1)))
        }
    }

    #[test]
    fn a_satisfied_wait_takes_no_time() {
        let (waiter, clock) = waiter(60);
        assert_eq!(block_on(waiter.until("x", counter(), |_| true)), Ok(0));
        assert_eq!(clock.now(), Duration::ZERO);
    }

    #[test]
    fn pauses_grow_by_half_up_to_the_longest() {
        let (waiter, clock) = waiter(60);
        assert_eq!(block_on(waiter.until("x", counter(), |n| *n == 4)), Ok(4));
        assert_eq!(clock.now().as_millis(), 5 + 7 + 11 + 16);
        let (waiter, clock) = self::waiter(600);
        block_on(waiter.until("x", counter(), |n| *n == 20)).expect("in time");
        let before = clock.now();
        block_on(waiter.until("x", counter(), |n| *n == 21)).expect("in time");
        assert_eq!(clock.now(), before * 2 + Duration::from_millis(500));
    }

    #[test]
    fn a_wait_ends_with_its_limit() {
        let (waiter, clock) = waiter(90);
        let error = block_on(waiter.until("it to be ready", counter(), |_| Progress::Pending("creating".into())))
            .expect_err("late");
        assert_eq!(error.to_string(), "timeout while waiting for it to be ready (last state: creating), after 1m30s");
        assert_eq!((error.kind, clock.now()), (crate::ErrorKind::Timeout, Duration::from_secs(90)));
    }

    #[test]
    fn a_failed_state_ends_the_wait_at_once() {
        let (waiter, _) = waiter(90);
        let error =
            block_on(waiter.until("x", counter(), |_| Progress::Failed("it is broken".into()))).expect_err("failed");
        assert_eq!(error.to_string(), "waiting for x: it is broken");
    }

    #[test]
    fn only_named_failures_are_tried_again() {
        let (waiter, clock) = waiter(60);
        let mut left = 3;
        let attempt = || {
            left -= 1;
            std::future::ready(if left == 0 { Ok("done") } else { Err(Error::other("busy").with_code("Busy")) })
        };
        assert_eq!(block_on(waiter.retry(attempt, |error: &Error| error.has_code(&["Busy"]))), Ok("done"));
        assert!(clock.now() > Duration::ZERO);
        let mut calls = 0;
        let attempt = || {
            calls += 1;
            std::future::ready(Err::<(), _>(Error::other("no")))
        };
        assert!(block_on(waiter.retry(attempt, |error: &Error| error.has_code(&["Busy"]))).is_err());
        assert_eq!(calls, 1);
    }

    #[test]
    fn durations_read_as_go_writes_them() {
        for (text, expected) in [
            ("90s", Some(90_000)),
            ("1h30m", Some(5_400_000)),
            ("1.5h", Some(5_400_000)),
            ("500ms", Some(500)),
            ("", None),
            ("10", None),
            ("soon", None),
            ("5 m", None),
        ] {
            assert_eq!(parse_duration(text).map(|duration| duration.as_millis()), expected, "{text:?}");
        }
    }
}
