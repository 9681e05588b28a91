//! Derives for models of `iac-provider`: a struct becomes a schema, its doc comments the descriptions.
//!
//! `#[derive(Model)]` is for resource types and data sources, `#[derive(Block)]` for what is nested in them. They write
//! static data and one line of code per field; the attributes are explained in `docs/kit.md`. What they do not do: check
//! that a schema makes sense (`iac_provider::contract::assert_model` does).

mod emit;
mod field;
mod model;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a resource type or data source.
#[proc_macro_derive(Model, attributes(model, attr, block))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    emit::model(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct a nested block or nested object.
#[proc_macro_derive(Block, attributes(attr, block))]
pub fn derive_block(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    emit::block(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
