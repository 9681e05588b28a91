//! Functions that give a part, a rearrangement or a joining of sequences.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::{NOT_WHOLE, element_of, list_of, list_of_text, whole};
use iac_core::value::{Kind, Number, Refinement, Type, Value, convert, unify};
use std::ops::Range;

type Outcome = Result<Value, FunctionError>;

const MOST_VALUES_OF_A_RANGE: usize = 1024;

pub(super) fn chunklist() -> Function {
    let rule = |args: &[Value]| Ok(Type::list(args[0].ty()));
    Function::typed("chunklist", "Splits a list into lists of at most the given length.", rule, |call| {
        let (items, list_ty) = (call.elements(0), call.args[0].ty());
        if items.is_empty() {
            return Ok(list_of(&call.ty, Vec::new()));
        }
        let size = whole(call.number(1)).map_err(|error| FunctionError::failed(format!("invalid size: {error}")))?;
        let size = usize::try_from(size).map_err(|_| FunctionError::failed("the size argument must be positive"))?;
        let size = if size == 0 { items.len() } else { size };
        Ok(list_of(&call.ty, items.chunks(size).map(|chunk| list_of(&list_ty, chunk.to_vec())).collect()))
    })
    .with(Parameter::new("list", Type::list(Type::Dynamic)).marked_inside())
    .param("size", Type::Number)
}

pub(super) fn compact() -> Function {
    Function::new("compact", "Drops null and empty texts from a list.", Type::list(Type::String), |call| {
        if !call.args[0].is_wholly_known() {
            return Ok(call.unknown());
        }
        let kept = call.elements(0).iter().filter(|item| !item.is_null() && item.as_str() != Some(""));
        Ok(Value::list(Type::String, kept.cloned().collect()))
    })
    .param("list", Type::list(Type::String))
}

pub(super) fn concat() -> Function {
    Function::typed("concat", "Joins lists and tuples into one.", concat_type, |call| {
        let Type::List(element) = &call.ty else {
            return Ok(Value::tuple((0..call.args.len()).flat_map(|at| call.elements(at).iter().cloned())));
        };
        let mut items = Vec::new();
        for (at, _) in call.args.iter().enumerate() {
            for item in call.elements(at) {
                items.push(convert(item, element).map_err(|error| FunctionError::argument(at, error.message))?);
            }
        }
        Ok(list_of(&call.ty, items))
    })
    .variadic(Parameter::new("seqs", Type::Dynamic).marked_inside())
}

/// A list if every argument is one and their element types agree after conversion; else a tuple.
fn concat_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.is_empty() {
        return Err(FunctionError::failed("at least one argument is required"));
    }
    let types: Vec<Type> = args.iter().map(Value::ty).collect();
    if types.iter().all(|ty| matches!(ty, Type::List(_)))
        && let Some(unified @ Type::List(_)) = unify(&types)
    {
        return Ok(unified);
    }
    let mut elements = Vec::new();
    for (at, (arg, ty)) in args.iter().zip(&types).enumerate() {
        match ty {
            Type::Tuple(parts) => elements.extend(parts.iter().cloned()),
            Type::List(element) => match arg.as_elements() {
                Some(items) => elements.extend(items.iter().map(|_| (**element).clone())),
                None => return Ok(Type::Dynamic),
            },
            other => {
                let got = other.friendly_name();
                return Err(FunctionError::argument(at, format!("all arguments must be lists or tuples; got {got}")));
            }
        }
    }
    Ok(Type::tuple(elements))
}

pub(super) fn distinct() -> Function {
    let rule = |args: &[Value]| Ok(args[0].ty());
    Function::typed("distinct", "Drops all but the first of equal elements.", rule, |call| {
        if !call.args[0].is_wholly_known() {
            return Ok(call.unknown());
        }
        let mut kept: Vec<Value> = Vec::new();
        for item in call.elements(0) {
            if !kept.iter().any(|seen| seen.equals(item).as_bool() == Some(true)) {
                kept.push(item.clone());
            }
        }
        Ok(list_of(&call.ty, kept))
    })
    .param("list", Type::list(Type::Dynamic))
}

pub(super) fn element() -> Function {
    Function::typed("element", "Takes one element, counting on from the start past the end.", element_type, |call| {
        let items = call.elements(0);
        Ok(items[wrapped_index(call.number(1), items.len())?].clone())
    })
    .with(Parameter::new("list", Type::Dynamic).marked_inside())
    .param("index", Type::Number)
    .nullable()
}

fn element_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[0].ty() {
        Type::List(element) => Ok((*element).clone()),
        Type::Tuple(parts) => match args[1].as_number() {
            Some(index) => Ok(parts[wrapped_index(index, parts.len())?].clone()),
            None => Ok(Type::Dynamic),
        },
        other => Err(FunctionError::failed(format!("cannot read elements from {}", other.friendly_name()))),
    }
}

fn wrapped_index(index: &Number, length: usize) -> Result<usize, FunctionError> {
    let index = whole(index).map_err(|error| FunctionError::failed(format!("invalid index: {error}")))?;
    let length = i64::try_from(length).expect("invariant: a length fits");
    if length == 0 {
        return Err(FunctionError::failed("cannot use element function with an empty list"));
    }
    Ok(usize::try_from(index.rem_euclid(length)).expect("invariant: not negative"))
}

pub(super) fn flatten() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Ok(Type::Dynamic),
        _ => Err(FunctionError::failed("can only flatten lists, sets and tuples")),
    };
    Function::typed("flatten", "Replaces nested sequences by their elements.", rule, |call| {
        let (mut items, mut marks) = (Vec::new(), iac_core::value::Marks::NONE);
        let flat = flatten_into(&call.args[0], &mut items, &mut marks);
        Ok(if flat { Value::tuple(items) } else { call.unknown() }.mark(&marks))
    })
    .with(Parameter::new("list", Type::Dynamic).marked_inside())
}

/// Whether the outcome is known: an unknown sequence inside may hold any number of elements.
fn flatten_into(value: &Value, items: &mut Vec<Value>, marks: &mut iac_core::value::Marks) -> bool {
    value.as_elements().unwrap_or_default().iter().all(|item| {
        let nested = matches!(item.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Dynamic);
        if !nested || item.is_null() {
            items.push(item.clone());
            return true;
        }
        *marks = marks.union(item.marks());
        item.is_known() && flatten_into(item, items, marks)
    })
}

pub(super) fn range() -> Function {
    Function::new("range", "Counts from a start to below an end.", Type::list(Type::Number), |call| {
        let (zero, one) = (Number::from(0), Number::from(1));
        let (start, end, step) = match call.args.len() {
            1 => (zero.clone(), call.number(0).clone(), None),
            2 => (call.number(0).clone(), call.number(1).clone(), None),
            3 => (call.number(0).clone(), call.number(1).clone(), Some(call.number(2).clone())),
            _ => return Err(FunctionError::failed("must have one, two, or three arguments")),
        };
        let down = end < start;
        let step = step.unwrap_or_else(|| if down { one.neg() } else { one });
        count(&start, &end, &step).map(|numbers| Value::list(Type::Number, numbers))
    })
    .variadic(Parameter::new("params", Type::Number))
}

fn count(start: &Number, end: &Number, step: &Number) -> Result<Vec<Value>, FunctionError> {
    let down = step.is_negative();
    if down && end > start {
        return Err(FunctionError::argument(1, "end must be less than start when step is negative"));
    }
    if !down && end < start {
        return Err(FunctionError::argument(1, "end must be greater than start when step is positive"));
    }
    let (mut numbers, mut at) = (Vec::new(), start.clone());
    while if down { at > *end } else { at < *end } {
        if numbers.len() >= MOST_VALUES_OF_A_RANGE {
            return Err(FunctionError::failed(
                "more than 1024 values were generated; either decrease the difference between start and end or use \
                 a smaller step",
            ));
        }
        numbers.push(Value::number(at.clone()));
        at = at.add(step).map_err(|error| FunctionError::failed(error.to_string()))?;
    }
    Ok(numbers)
}

pub(super) fn reverse() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::Tuple(parts) => Ok(Type::tuple(parts.iter().rev().cloned())),
        Type::List(element) | Type::Set(element) => Ok(Type::List(element)),
        other => {
            let got = other.friendly_name();
            Err(FunctionError::argument(0, format!("can only reverse list or tuple values, not {got}")))
        }
    };
    Function::typed("reverse", "Puts the elements in reverse order.", rule, |call| {
        let items = call.elements(0).iter().rev().cloned();
        Ok(if matches!(call.ty, Type::Tuple(_)) { Value::tuple(items) } else { list_of(&call.ty, items.collect()) })
    })
    .with(Parameter::new("list", Type::Dynamic).marked_inside())
}

pub(super) fn slice() -> Function {
    Function::typed("slice", "Takes the elements from a start to below an end.", slice_type, |call| {
        let items = call.elements(0);
        let part = match slice_bounds(&call.args)? {
            Some(part) => items[part].to_vec(),
            None => return Ok(call.unknown()),
        };
        Ok(if matches!(call.ty, Type::Tuple(_)) { Value::tuple(part) } else { list_of(&call.ty, part) })
    })
    .with(Parameter::new("list", Type::Dynamic).marked_inside())
    .param("start_index", Type::Number)
    .param("end_index", Type::Number)
}

fn slice_type(args: &[Value]) -> Result<Type, FunctionError> {
    let ty = args[0].ty();
    match &ty {
        Type::Set(_) => Err(FunctionError::argument(
            0,
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the \
             ordering of the result is not important",
        )),
        Type::List(_) => slice_bounds(args).map(|_| ty.clone()),
        Type::Tuple(parts) => {
            Ok(slice_bounds(args)?.map_or(Type::Dynamic, |part| Type::tuple(parts[part].iter().cloned())))
        }
        _ => Err(FunctionError::argument(0, "must be a list or tuple value")),
    }
}

/// The bounds of a slice, checked as far as they are known; `None` if one of them is not.
fn slice_bounds(args: &[Value]) -> Result<Option<Range<usize>>, FunctionError> {
    let length = match args[0].ty() {
        Type::Tuple(parts) => Some(parts.len()),
        _ => args[0].as_elements().map(<[Value]>::len),
    };
    let bound = |position: usize, name: &str| -> Result<Option<usize>, FunctionError> {
        let Some(number) = args[position].as_number() else { return Ok(None) };
        let failed = |text: String| FunctionError::argument(position, text);
        let index = number.as_i64().ok_or_else(|| failed(format!("invalid {name} index: {NOT_WHOLE}")))?;
        let index = usize::try_from(index).map_err(|_| failed(format!("{name} index must not be less than zero")))?;
        if length.is_some_and(|length| index > length) {
            return Err(failed(format!("{name} index must not be greater than the length of the list")));
        }
        Ok(Some(index))
    };
    let (Some(start), Some(end)) = (bound(1, "start")?, bound(2, "end")?) else { return Ok(None) };
    if start > end {
        return Err(FunctionError::argument(1, "start index must not be greater than end index"));
    }
    Ok(Some(start..end))
}

pub(super) fn sort() -> Function {
    Function::new("sort", "Sorts texts by their bytes.", Type::list(Type::String), sorted)
        .with(Parameter::new("list", Type::list(Type::String)).unknown())
}

fn sorted(call: &Call<'_>) -> Outcome {
    let Some(items) = call.args[0].as_elements() else {
        // The order is not known, but sorting never changes the length.
        let known = match call.args[0].kind() {
            Kind::Unknown(unknown) => unknown.refinement.clone(),
            _ => Refinement::default(),
        };
        let length = Refinement { min_length: known.min_length, max_length: known.max_length, ..Refinement::default() };
        return Ok(Value::refined(call.ty.clone(), length));
    };
    if !call.args[0].is_wholly_known() {
        return Ok(Value::list(Type::String, vec![Value::unknown(element_of(&call.ty)); items.len()]));
    }
    let mut texts = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        texts.push(item.as_str().ok_or_else(|| {
            FunctionError::failed(format!("given list element {at} is null; a null string cannot be sorted"))
        })?);
    }
    texts.sort_unstable();
    Ok(list_of_text(texts))
}
