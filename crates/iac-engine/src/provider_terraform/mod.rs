//! The built-in `terraform` provider: `terraform_data` and the data source `terraform_remote_state`.

mod data;
mod provider;
mod remote_state;

pub use provider::TerraformProvider;
