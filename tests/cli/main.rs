//! The command line from outside: the program, a directory, and what comes back. No network, no AWS provider needed.
//!
//! Every run has an empty environment but for what the test gives it. What people see is a snapshot; `INSTA_UPDATE=always`
//! rewrites those.

mod bad_input;
mod commands;
mod json;
mod locking;
mod settings;
mod state_commands;
mod world;

use world::World;

/// Runs a command in a directory with one configuration and compares everything that is seen with a snapshot.
macro_rules! check {
    ($name:literal, $main:expr, $($argument:expr),+) => {{
        let world = $crate::World::new($main);
        insta::assert_snapshot!($name, world.run(&[$($argument),+]).shown());
    }};
}
pub(crate) use check;
