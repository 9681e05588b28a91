//! Two processes and one state.

use crate::World;
use std::io::{Read, Write};
use std::process::Child;

const MAIN: &str = "resource \"terraform_data\" \"a\" {}\n";

/// Reads what a program prints until a text appears.
fn wait_for(child: &mut Child, text: &str) {
    let stdout = child.stdout.as_mut().expect("standard output is a pipe");
    let mut seen = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&seen).contains(text) {
        assert_eq!(
            stdout.read(&mut byte).expect("it can be read"),
            1,
            "ended after {}",
            String::from_utf8_lossy(&seen)
        );
        seen.push(byte[0]);
    }
}

#[test]
fn a_locked_state_is_refused_with_the_holder_named() {
    let world = World::new(MAIN);
    let mut holder = world.start(&["apply", "-no-color"]);
    wait_for(&mut holder, "Enter a value:");
    let refused = world.run(&["plan", "-no-color"]);
    assert_eq!(refused.code, Some(1));
    for text in ["Error: Error acquiring the state lock", "Lock Info:", "OperationTypeApply", "-lock-timeout"] {
        assert!(refused.stderr.contains(text), "{text}: {}", refused.stderr);
    }
    assert_eq!(world.run(&["plan", "-lock=false"]).code, Some(0));
    assert_eq!(world.run(&["state", "rm", "terraform_data.a"]).code, Some(1));
    let mut stdin = holder.stdin.take().expect("standard input is a pipe");
    stdin.write_all(b"yes\n").expect("it can be written");
    drop(stdin);
    assert_eq!(world.finished(holder).code, Some(0));
    assert!(world.run(&["plan"]).succeeded().stdout.contains("No changes."));
}

#[test]
fn a_lock_can_be_waited_for() {
    let world = World::new(MAIN);
    let mut holder = world.start(&["apply", "-no-color"]);
    wait_for(&mut holder, "Enter a value:");
    let waiting = world.start(&["plan", "-no-color", "-lock-timeout=20s"]);
    let mut stdin = holder.stdin.take().expect("standard input is a pipe");
    stdin.write_all(b"no\n").expect("it can be written");
    drop(stdin);
    assert_eq!(world.finished(holder).code, Some(1));
    world.finished(waiting).succeeded();
}
