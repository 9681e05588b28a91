//! The `iac` command line.
