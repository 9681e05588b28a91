//! The catalogue: every function, sorted by name.

use super::function::Function;
use super::{
    base64, cidr, coalesce, conversion, csv, datetime, digest, encoding, files, fileset, format, index, json,
    letter_case, mapping, marking, numeric, reduction, regex, rsa, sequence, set, string, text_encoding, uuid,
    yaml_decode, yaml_encode,
};
use std::sync::LazyLock;

/// One line per function; a test keeps it sorted.
const CATALOGUE: &[fn() -> Function] = &[
    numeric::abs,
    files::abspath,
    reduction::alltrue,
    reduction::anytrue,
    base64::base64decode,
    base64::base64encode,
    base64::base64gzip,
    digest::base64sha256,
    digest::base64sha512,
    files::basename,
    digest::bcrypt,
    numeric::ceil,
    string::chomp,
    sequence::chunklist,
    cidr::cidrhost,
    cidr::cidrnetmask,
    cidr::cidrsubnet,
    cidr::cidrsubnets,
    coalesce::coalesce,
    coalesce::coalescelist,
    sequence::compact,
    sequence::concat,
    index::contains,
    csv::csvdecode,
    files::dirname,
    sequence::distinct,
    sequence::element,
    string::endswith,
    marking::ephemeralasnull,
    files::file,
    files::filebase64,
    digest::filebase64sha256,
    digest::filebase64sha512,
    files::fileexists,
    digest::filemd5,
    fileset::fileset,
    digest::filesha1,
    digest::filesha256,
    digest::filesha512,
    sequence::flatten,
    numeric::floor,
    format::format,
    datetime::formatdate,
    format::formatlist,
    string::indent,
    index::index,
    marking::issensitive,
    string::join,
    json::jsondecode,
    json::jsonencode,
    mapping::keys,
    index::length,
    numeric::log,
    mapping::lookup,
    letter_case::lower,
    index::matchkeys,
    reduction::max,
    digest::md5,
    mapping::merge,
    reduction::min,
    marking::nonsensitive,
    index::one,
    numeric::parseint,
    files::pathexpand,
    datetime::plantimestamp,
    numeric::pow,
    sequence::range,
    regex::regex,
    regex::regexall,
    regex::replace,
    sequence::reverse,
    rsa::rsadecrypt,
    marking::sensitive,
    set::setintersection,
    set::setproduct,
    set::setsubtract,
    set::setunion,
    digest::sha1,
    digest::sha256,
    digest::sha512,
    numeric::signum,
    sequence::slice,
    sequence::sort,
    string::split,
    string::startswith,
    string::strcontains,
    string::strrev,
    string::substr,
    reduction::sum,
    text_encoding::textdecodebase64,
    text_encoding::textencodebase64,
    datetime::timeadd,
    datetime::timecmp,
    datetime::timestamp,
    letter_case::title,
    conversion::tobool,
    conversion::tolist,
    conversion::tomap,
    conversion::tonumber,
    conversion::toset,
    conversion::tostring,
    mapping::transpose,
    string::trim,
    string::trimprefix,
    string::trimspace,
    string::trimsuffix,
    letter_case::upper,
    encoding::urlencode,
    uuid::uuid,
    uuid::uuidv5,
    mapping::values,
    yaml_decode::yamldecode,
    yaml_encode::yamlencode,
    mapping::zipmap,
];

static FUNCTIONS: LazyLock<Vec<Function>> = LazyLock::new(|| CATALOGUE.iter().map(|function| function()).collect());

/// All functions, sorted by name.
pub(super) fn all() -> &'static [Function] {
    &FUNCTIONS
}

/// The function of a name, with or without `core::` before it.
pub fn find(name: &str) -> Option<&'static Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    all().binary_search_by(|function| function.name.cmp(name)).ok().map(|at| &all()[at])
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn is_sorted_by_name_without_duplicates() {
        assert!(all().windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
