//! Types in JSON form.

use super::encode::write_text;
use super::reader::{Reader, Token};
use super::{Fault, JsonError};
use crate::value::kind::nfc;
use crate::value::{ObjectType, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads a type in JSON form: `"string"`, `["list","string"]`, `["object",{…}]`, optional attributes as a third element.
pub fn type_from_json(text: &str) -> Result<Type, JsonError> {
    let mut reader = Reader::new(text);
    let ty = read_type(&mut reader)?;
    reader.finish()?;
    Ok(ty)
}

/// Writes a type in JSON form.
pub fn type_to_json(ty: &Type) -> String {
    let mut out = String::new();
    write_type(ty, &mut out);
    out
}

pub(super) fn read_type(reader: &mut Reader<'_>) -> Result<Type, Fault> {
    match reader.peek()? {
        Token::String => {
            let name = reader.string()?;
            match &*name {
                "bool" => Ok(Type::Bool),
                "number" => Ok(Type::Number),
                "string" => Ok(Type::String),
                "dynamic" => Ok(Type::Dynamic),
                _ => Err(Fault::new(format!("invalid primitive type name {name:?}"))),
            }
        }
        Token::Array => read_compound(reader),
        _ => Err(Fault::new("invalid type description")),
    }
}

/// What the second element of a compound type may be.
enum Inside {
    Type(Type),
    Types(Vec<Type>),
    Attributes(BTreeMap<Arc<str>, Type>),
}

fn read_compound(reader: &mut Reader<'_>) -> Result<Type, Fault> {
    let mut kind = String::new();
    let mut inside = None;
    let mut optional = BTreeSet::new();
    reader.array(|reader, at| {
        match at {
            0 if reader.peek()? == Token::String => kind = reader.string()?.into_owned(),
            1 => inside = Some(read_inside(reader, &kind)?),
            2 if kind == "object" && reader.peek()? == Token::Array => optional = read_names(reader)?,
            0 => return Err(Fault::new("invalid complex type kind name")),
            _ => return Err(Fault::new("unexpected extra data in type description")),
        }
        Ok(())
    })?;
    match (kind.as_str(), inside) {
        ("list", Some(Inside::Type(element))) => Ok(Type::list(element)),
        ("set", Some(Inside::Type(element))) => Ok(Type::set(element)),
        ("map", Some(Inside::Type(element))) => Ok(Type::map(element)),
        ("tuple", Some(Inside::Types(types))) => Ok(Type::tuple(types)),
        ("object", Some(Inside::Attributes(attributes))) => {
            optional.retain(|name| attributes.contains_key(name));
            Ok(Type::Object(Arc::new(ObjectType { attributes, optional })))
        }
        _ => Err(Fault::new("invalid complex type kind name")),
    }
}

fn read_inside(reader: &mut Reader<'_>, kind: &str) -> Result<Inside, Fault> {
    let token = reader.peek()?;
    match (kind, token) {
        ("tuple", Token::Array) => {
            let mut types = Vec::new();
            reader.array(|reader, _| {
                types.push(read_type(reader)?);
                Ok(())
            })?;
            Ok(Inside::Types(types))
        }
        // An empty list that Go writes as its nil.
        ("tuple", Token::Null) => {
            reader.null()?;
            Ok(Inside::Types(Vec::new()))
        }
        ("object", Token::Object) => {
            let mut attributes = BTreeMap::new();
            reader.object(|reader, key| {
                attributes.insert(nfc(&key), read_type(reader)?);
                Ok(())
            })?;
            Ok(Inside::Attributes(attributes))
        }
        ("list" | "set" | "map", _) => Ok(Inside::Type(read_type(reader)?)),
        _ => Err(Fault::new("invalid complex type description")),
    }
}

fn read_names(reader: &mut Reader<'_>) -> Result<BTreeSet<Arc<str>>, Fault> {
    let mut names = BTreeSet::new();
    reader.array(|reader, _| {
        if reader.peek()? != Token::String {
            return Err(Fault::new("names of optional attributes must be strings"));
        }
        names.insert(nfc(&reader.string()?));
        Ok(())
    })?;
    Ok(names)
}

pub(super) fn write_type(ty: &Type, out: &mut String) {
    match ty {
        Type::Dynamic => out.push_str("\"dynamic\""),
        Type::Bool => out.push_str("\"bool\""),
        Type::Number => out.push_str("\"number\""),
        Type::String => out.push_str("\"string\""),
        Type::List(element) => write_collection("list", element, out),
        Type::Set(element) => write_collection("set", element, out),
        Type::Map(element) => write_collection("map", element, out),
        Type::Object(object) => write_object(object, out),
        Type::Tuple(types) => {
            out.push_str("[\"tuple\",[");
            for (at, ty) in types.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_type(ty, out);
            }
            out.push_str("]]");
        }
    }
}

fn write_collection(kind: &str, element: &Type, out: &mut String) {
    out.push_str("[\"");
    out.push_str(kind);
    out.push_str("\",");
    write_type(element, out);
    out.push(']');
}

fn write_object(object: &ObjectType, out: &mut String) {
    out.push_str("[\"object\",{");
    for (at, (name, ty)) in object.attributes.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(name, out);
        out.push(':');
        write_type(ty, out);
    }
    out.push('}');
    for (at, name) in object.optional.iter().enumerate() {
        out.push_str(if at == 0 { ",[" } else { "," });
        write_text(name, out);
    }
    out.push_str(if object.optional.is_empty() { "]" } else { "]]" });
}
