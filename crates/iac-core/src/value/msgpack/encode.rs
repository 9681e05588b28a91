//! msgpack from values.

use super::{Fault, MsgpackError, REFINED, key};
use crate::value::{Kind, Number, Refinement, Step, Type, Unknown, Value, convert, type_to_json};
use rmp::encode::{
    write_array_len, write_bin, write_bool, write_ext_meta, write_f64, write_map_len, write_nil, write_sint, write_str,
};

/// Longer known prefixes are cut: readers refuse long descriptions of unknown values.
const MAX_PREFIX: usize = 256;

/// Writes a value as msgpack for a type, converting it first where it must. Marks are left out.
pub fn to_msgpack(value: &Value, ty: &Type) -> Result<Vec<u8>, MsgpackError> {
    let mut out = Vec::new();
    let converted = convert(value, ty).map_err(|error| MsgpackError(error.message))?;
    write(&converted, ty, &mut out)?;
    Ok(out)
}

/// Writing to memory cannot fail; lengths may exceed what the format holds.
fn length(len: usize) -> Result<u32, Fault> {
    u32::try_from(len).map_err(|_| Fault::new("too many elements"))
}

fn lost<E>(_: E) -> Fault {
    Fault::new("failed to write value")
}

fn write(value: &Value, ty: &Type, out: &mut Vec<u8>) -> Result<(), Fault> {
    if *ty == Type::Dynamic {
        let own = value.ty();
        if own != Type::Dynamic {
            write_array_len(out, 2).map_err(lost)?;
            write_bin(out, type_to_json(&own).as_bytes()).map_err(lost)?;
            return write(value, &own, out);
        }
    }
    match value.kind() {
        Kind::Unknown(unknown) => write_unknown(unknown, out),
        Kind::Null(_) => write_nil(out).map_err(lost),
        Kind::Bool(value) => write_bool(out, *value).map_err(lost),
        Kind::Number(number) => write_number(number, out),
        Kind::String(text) => write_str(out, text).map_err(lost),
        Kind::List(list) | Kind::Set(list) => write_items(&list.items, |_| ty.element().unwrap_or(&list.element), out),
        Kind::Tuple(items) => {
            let Type::Tuple(types) = ty else { return Err(Fault::new(format!("{} required", ty.friendly_name()))) };
            write_items(items, |at| types.get(at).unwrap_or(&Type::Dynamic), out)
        }
        Kind::Map(map) => {
            let element = ty.element().unwrap_or(&map.element);
            write_map_len(out, length(map.items.len())?).map_err(lost)?;
            for (key, item) in &map.items {
                write_str(out, key).map_err(lost)?;
                write(item, element, out).map_err(|fault| fault.below(Step::Index(Value::string(key))))?;
            }
            Ok(())
        }
        Kind::Object(attributes) => {
            write_map_len(out, length(attributes.len())?).map_err(lost)?;
            for (name, item) in attributes.iter() {
                let inner = ty.attribute(name).unwrap_or(&Type::Dynamic);
                write_str(out, name).map_err(lost)?;
                write(item, inner, out).map_err(|fault| fault.below(Step::Attribute(name.clone())))?;
            }
            Ok(())
        }
    }
}

fn write_items<'t>(items: &[Value], ty: impl Fn(usize) -> &'t Type, out: &mut Vec<u8>) -> Result<(), Fault> {
    write_array_len(out, length(items.len())?).map_err(lost)?;
    for (at, item) in items.iter().enumerate() {
        write(item, ty(at), out).map_err(|fault| fault.below(Step::Index(Value::number(at))))?;
    }
    Ok(())
}

fn write_number(number: &Number, out: &mut Vec<u8>) -> Result<(), Fault> {
    if let Some(value) = number.as_i64() {
        return write_sint(out, value).map(|_| ()).map_err(lost);
    }
    let float = number.to_f64();
    let is_exact = || Number::from(float).cmp_exact(number).is_eq();
    if number.is_infinite() || (!number.is_integer() && is_exact()) {
        return write_f64(out, float).map_err(lost);
    }
    write_str(out, &number.to_string()).map_err(lost)
}

fn write_unknown(unknown: &Unknown, out: &mut Vec<u8>) -> Result<(), Fault> {
    /// One byte of payload is shorter than none in this format.
    const NOTHING_KNOWN: [u8; 3] = [0xd4, 0, 0];
    let mut known = Vec::new();
    let entries =
        if unknown.ty == Type::Dynamic { 0 } else { write_refinement(&unknown.refinement, &unknown.ty, &mut known)? };
    if entries == 0 {
        out.extend(NOTHING_KNOWN);
        return Ok(());
    }
    let mut body = Vec::with_capacity(known.len() + 1);
    write_map_len(&mut body, entries).map_err(lost)?;
    body.extend(known);
    write_ext_meta(out, length(body.len())?, REFINED).map_err(lost)?;
    out.extend(body);
    Ok(())
}

/// Returns the number of entries written.
fn write_refinement(refinement: &Refinement, ty: &Type, out: &mut Vec<u8>) -> Result<u32, Fault> {
    let mut entries = 0;
    let mut entry = |key: i64, out: &mut Vec<u8>| {
        entries += 1;
        write_sint(out, key).map_err(lost)
    };
    if refinement.not_null {
        entry(key::NULLNESS, out)?;
        write_bool(out, false).map_err(lost)?;
    }
    match ty {
        Type::Number => {
            for (key, bound) in [(key::MIN, &refinement.min), (key::MAX, &refinement.max)] {
                if let Some((number, is_inclusive)) = bound.as_ref().filter(|(number, _)| !number.is_infinite()) {
                    entry(key, out)?;
                    write_array_len(out, 2).map_err(lost)?;
                    write_number(number, out)?;
                    write_bool(out, *is_inclusive).map_err(lost)?;
                }
            }
        }
        Type::String => {
            if let Some(prefix) = refinement.prefix.as_deref().map(cut).filter(|prefix| !prefix.is_empty()) {
                entry(key::PREFIX, out)?;
                write_str(out, prefix).map_err(lost)?;
            }
        }
        ty if ty.is_collection() => {
            let bounds = [
                (key::MIN_LENGTH, refinement.min_length.filter(|min| *min > 0)),
                (key::MAX_LENGTH, refinement.max_length),
            ];
            for (key, bound) in bounds {
                if let Some(bound) = bound.and_then(|bound| i64::try_from(bound).ok()) {
                    entry(key, out)?;
                    write_sint(out, bound).map_err(lost)?;
                }
            }
        }
        _ => {}
    }
    Ok(entries)
}

/// At most the greatest length, without the last grapheme, which more text might have changed.
fn cut(prefix: &str) -> &str {
    use unicode_segmentation::UnicodeSegmentation;
    if prefix.len() <= MAX_PREFIX {
        return prefix;
    }
    let end = prefix.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at < MAX_PREFIX).last().unwrap_or(0);
    &prefix[..end]
}
