//! The code that the derives write.

use crate::field::{FieldInput, Shape, description};
use crate::model::ModelInput;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, GenericArgument, PathArguments, Result, Type};

/// `impl Model`.
pub fn model(input: &DeriveInput) -> Result<TokenStream> {
    let facts = ModelInput::parse(input)?;
    let record = record(input)?;
    let (ident, description) = (&input.ident, description(&input.attrs));
    let ModelInput { ty, label, version, global, .. } = &facts;
    let timeouts = facts.timeouts.iter().map(|(operation, seconds)| quote!((#operation, #seconds)));
    Ok(quote! {
        const _: () = {
            #record
            impl Model for #ident {
                const SPEC: &'static ModelSpec = &ModelSpec {
                    ty: #ty,
                    label: #label,
                    description: #description,
                    version: #version,
                    global: #global,
                    timeouts: &[#(#timeouts),*],
                    fields: <Self as Record>::FIELDS,
                };
            }
        };
    })
}

/// `impl Field` for a nested struct.
pub fn block(input: &DeriveInput) -> Result<TokenStream> {
    let record = record(input)?;
    let ident = &input.ident;
    Ok(quote! {
        const _: () = {
            #record
            impl Field for #ident {
                const TY: TypeSpec = TypeSpec::Object(<Self as Record>::FIELDS);
                fn from_value(value: &::iac_core::value::Value) -> ::std::result::Result<Self, ::iac_provider::Error> {
                    Self::read_fields(&Reader::new(value)?)
                }
                fn to_value(&self) -> ::iac_core::value::Value {
                    let mut writer = Writer::default();
                    self.write_fields(&mut writer);
                    writer.finish()
                }
            }
        };
    })
}

/// `impl Record`: static data, reading and writing.
fn record(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else { return Err(Error::new_spanned(input, "only structs can be derived")) };
    let Fields::Named(named) = &data.fields else { return Err(Error::new_spanned(input, "fields must have names")) };
    let fields = named.named.iter().map(FieldInput::parse).collect::<Result<Vec<_>>>()?;
    let ident = &input.ident;
    let specs = fields.iter().map(spec);
    let reads = fields.iter().map(read);
    let writes = fields.iter().map(write);
    Ok(quote! {
        #[allow(unused_imports)]
        use ::iac_provider::model::{
            Check, Field, FieldSpec, Flags, Literal, Model, ModelSpec, Reader, Record, Relation, Shape, TextForm, TypeSpec, Writer,
        };
        impl Record for #ident {
            const FIELDS: &'static [FieldSpec] = &[#(#specs),*];
            fn read_fields(reader: &Reader<'_>) -> ::std::result::Result<Self, ::iac_provider::Error> {
                Ok(Self { #(#reads),* })
            }
            fn write_fields(&self, writer: &mut Writer) {
                #(#writes)*
            }
        }
    })
}

/// The static data of a field.
fn spec(field: &FieldInput) -> TokenStream {
    let FieldInput { name, description, ty, flags, checks, relations, .. } = field;
    let shape = match &field.shape {
        Shape::Attribute => quote!(Shape::Attribute),
        Shape::AsBlocks(nesting) => quote!(Shape::AsBlocks(::iac_core::schema::Nesting::#nesting)),
        Shape::Nested(nesting) => quote!(Shape::Nested(::iac_core::schema::Nesting::#nesting)),
        Shape::Block { nesting, min, max } => {
            quote!(Shape::Block { nesting: ::iac_core::schema::Nesting::#nesting, min: #min, max: #max })
        }
        Shape::Flatten => quote!(Shape::Flatten),
    };
    let spec_ty = if matches!(field.shape, Shape::Flatten) {
        quote!(TypeSpec::Object(<#ty as Record>::FIELDS))
    } else {
        quote!(<#ty as Field>::TY)
    };
    let mut rest = TokenStream::new();
    if !flags.is_empty() {
        rest.extend(quote!(flags: Flags(0)#(.with(Flags::#flags))*,));
    }
    if let Some(default) = &field.default {
        rest.extend(quote!(default: Some(#default),));
    }
    if let Some(equality) = &field.equality {
        rest.extend(quote!(equality: ::iac_core::schema::Equality::#equality,));
    }
    if let Some(form) = &field.form {
        rest.extend(quote!(form: TextForm::#form,));
    }
    if let Some(path) = &field.stored_as {
        rest.extend(quote!(stored_as: Some(#path),));
    }
    if let Some(deprecated) = &field.deprecated {
        rest.extend(quote!(deprecated: Some(#deprecated),));
    }
    if !checks.is_empty() {
        rest.extend(quote!(checks: &[#(#checks),*],));
    }
    if !relations.is_empty() {
        rest.extend(quote!(relations: &[#(#relations),*],));
    }
    quote!(FieldSpec { #rest ..FieldSpec::new(#name, #description, #spec_ty, #shape) })
}

/// Whether a field's blocks are a list or set; other nestings are read and written like attributes.
fn sequence(shape: &Shape) -> Option<&syn::Ident> {
    match shape {
        Shape::AsBlocks(nesting) | Shape::Nested(nesting) | Shape::Block { nesting, .. }
            if nesting == "List" || nesting == "Set" =>
        {
            Some(nesting)
        }
        _ => None,
    }
}

fn read(field: &FieldInput) -> TokenStream {
    let FieldInput { ident, name, ty, .. } = field;
    match (&field.shape, sequence(&field.shape)) {
        (Shape::Flatten, _) => quote!(#ident: Record::read_fields(reader)?),
        (_, Some(_)) if optional_vec(ty) => quote!(#ident: reader.field(#name)?),
        (_, Some(_)) if argument(ty, "Option").is_some() => quote!(#ident: reader.only(#name)?),
        (_, Some(_)) if argument(ty, "Vec").is_none() => quote!(#ident: reader.only(#name)?.unwrap_or_default()),
        _ => quote!(#ident: reader.field(#name)?),
    }
}

fn write(field: &FieldInput) -> TokenStream {
    let FieldInput { ident, name, ty, .. } = field;
    match (&field.shape, sequence(&field.shape)) {
        (Shape::Flatten, _) => quote!(Record::write_fields(&self.#ident, writer);),
        (_, Some(nesting)) if optional_vec(ty) => {
            quote!(writer.optional_blocks(#name, ::iac_core::schema::Nesting::#nesting, self.#ident.as_deref());)
        }
        (_, Some(nesting)) => {
            let items = if argument(ty, "Option").is_some() || argument(ty, "Vec").is_some() {
                quote!(&self.#ident)
            } else {
                quote!([&self.#ident])
            };
            quote!(writer.blocks(#name, ::iac_core::schema::Nesting::#nesting, #items);)
        }
        _ => quote!(writer.field(#name, &self.#ident);),
    }
}

/// Whether it is `Option<Vec<…>>`: null and no elements are two things.
fn optional_vec(ty: &Type) -> bool {
    argument(ty, "Option").is_some_and(|inner| argument(inner, "Vec").is_some())
}

/// The `T` of `Wrapper<T>`.
fn argument<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == wrapper => Some(inner),
        _ => None,
    }
}
