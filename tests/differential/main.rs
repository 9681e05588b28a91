//! `iac` and the real Terraform 1.15.5 side by side, on what both can do without any cloud, and `iac` killed at any moment.
//!
//! Terraform is an oracle of the tests alone (`scripts/terraform-1155`). Where it cannot be had, the tests that need it
//! say so aloud and pass. The program under test needs no feature: `--no-default-features` will do.

mod crashes;
mod interop;
mod locks;
mod tools;
