//! JSON for programs, in Terraform's formats.
