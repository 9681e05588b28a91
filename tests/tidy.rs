//! The house rules of the design, checked on the tree and on `cargo metadata`.
//!
//! Which crate may use which, who owns each third-party library, how long files and functions may be, what files are
//! called, and that catalogues and fixtures are complete. Medians are printed (`--nocapture`), never enforced.
//! It reads sources with `syn`; it compiles and runs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use serde_json::Value;
use syn::spanned::Spanned;
use syn::visit::Visit;

const MAX_FILE_LINES: usize = 600;
const MAX_FUNCTION_LINES: usize = 80;
const BANNED_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "manager"];
const BANNED_CALLS: &[&str] = &["todo!(", "unimplemented!(", "dbg!("];

/// The arrows of the design: a crate, and everything of ours that it may use. `aws/*` stands for every service crate.
const ARROWS: &[(&str, &[&str])] = &[
    // iac-hcl for `iac fmt` alone; everything else sees expressions, never syntax.
    (
        "iac",
        &[
            "iac-aws",
            "iac-builtin",
            "iac-core",
            "iac-engine",
            "iac-hcl",
            "iac-lang",
            "iac-modules",
            "iac-provider",
            "iac-state",
        ],
    ),
    ("aws/*", &["iac-aws-kit", "iac-core", "iac-provider"]),
    ("iac-aws", &["aws/*", "iac-aws-kit", "iac-core", "iac-provider", "iac-state"]),
    ("iac-aws-kit", &["iac-core", "iac-provider"]),
    ("iac-builtin", &["iac-core", "iac-provider"]),
    ("iac-core", &[]),
    ("iac-engine", &["iac-core", "iac-lang", "iac-modules", "iac-provider", "iac-state"]),
    ("iac-hcl", &["iac-core"]),
    ("iac-lang", &["iac-core", "iac-hcl"]),
    ("iac-modules", &["iac-core", "iac-lang"]),
    ("iac-provider", &["iac-core", "iac-provider-derive"]),
    ("iac-provider-derive", &[]),
    ("iac-state", &["iac-core"]),
    // Only ever a dev-dependency.
    ("iac-testkit", &["iac-core", "iac-engine", "iac-lang", "iac-provider", "iac-state"]),
];

/// Crates that may read or write files, each for its own kind: configuration, modules, state, plans, the ledger, uploads.
const ROOMS_WITH_FILES: &[&str] =
    &["aws/s3", "iac-aws-kit", "iac-builtin", "iac-engine", "iac-lang", "iac-modules", "iac-state", "iac-testkit"];

/// Crates that may read the process's environment; the others are told what they need by the command line.
const ROOMS_WITH_ENVIRONMENT: &[&str] = &["iac-aws-kit", "iac-builtin", "iac-lang", "iac-state", "iac-testkit"];

/// Libraries that any crate may use.
const SHARED_LIBRARIES: &[&str] = &["serde", "serde_json", "thiserror", "tokio", "tracing"];

/// Every other third-party library and the one crate that owns it; a second owner needs a reason beside it.
const OWNERS: &[(&str, &[&str])] = &[
    ("aws-config", &["iac-aws-kit"]),
    ("aws-credential-types", &["iac-aws-kit"]),
    ("aws-runtime", &["iac-aws-kit"]),
    ("aws-sdk-ec2", &["iac-aws-ec2"]),
    ("aws-sdk-iam", &["iac-aws-iam"]),
    ("aws-sdk-s3", &["iac-aws-s3"]),
    ("aws-sdk-sns", &["iac-aws-sns"]),
    ("aws-sdk-sqs", &["iac-aws-sqs"]),
    ("aws-sdk-sts", &["iac-aws-sts"]),
    ("aws-smithy-async", &["iac-aws-kit"]),
    ("aws-smithy-http", &["iac-aws-kit"]),
    ("aws-smithy-http-client", &["iac-aws-kit"]),
    ("aws-smithy-runtime-api", &["iac-aws-kit"]),
    ("aws-smithy-types", &["iac-aws-kit"]),
    ("aws-types", &["iac-aws-kit"]),
    // Text functions, sensitive bytes in the state, contents of files.
    ("base64", &["iac-builtin", "iac-lang", "iac-state"]),
    // Functions, and the same hashes as attributes of the utility providers.
    ("bcrypt", &["iac-builtin", "iac-lang"]),
    ("clap", &["iac"]),
    ("clap_complete", &["iac"]),
    ("digest", &["iac-aws-s3"]),
    ("encoding_rs", &["iac-lang"]),
    ("flate2", &["iac-lang"]),
    // The kit only names its features, so that every build of the SDK's dependencies is the same one.
    ("futures-util", &["iac-aws-kit", "iac-engine"]),
    ("getrandom", &["iac-builtin", "iac-lang"]),
    ("hcl-rs", &["iac"]),
    ("insta", &["iac-testkit"]),
    ("md-5", &["iac-builtin", "iac-lang"]),
    ("num-bigint", &["iac-core"]),
    ("num-integer", &["iac-core"]),
    ("num-traits", &["iac-core"]),
    ("petgraph", &["iac-engine"]),
    ("proc-macro2", &["iac-provider-derive"]),
    ("quote", &["iac-provider-derive"]),
    ("regex", &["iac-lang"]),
    ("regex-lite", &["iac-aws-ec2"]),
    ("rmp", &["iac-core"]),
    ("rsa", &["iac-lang"]),
    ("rustix", &["iac-state"]),
    ("saphyr-parser", &["iac-lang"]),
    ("sha1", &["iac-builtin", "iac-lang"]),
    ("sha2", &["iac-builtin", "iac-lang"]),
    ("syn", &["iac-provider-derive"]),
    ("terminal_size", &["iac"]),
    ("tracing-core", &["iac-aws-kit"]),
    ("tracing-subscriber", &["iac"]),
    ("unicode-normalization", &["iac-core"]),
    ("unicode-segmentation", &["iac-core"]),
];

#[test]
fn crates_use_each_other_only_as_drawn() {
    let mut breaches = Vec::new();
    for package in packages() {
        let allowed = ARROWS.iter().find(|(from, _)| *from == package.room).map(|(_, to)| *to);
        let Some(allowed) = allowed else {
            breaches
                .push(format!("{} has no line in ARROWS of tests/tidy.rs, hence no place in the design", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.ours) {
            let for_tests_only = dependency.dev && dependency.room == "iac-testkit";
            if !allowed.contains(&dependency.room.as_str()) && !for_tests_only {
                breaches.push(format!("{} may not use {}", package.name, dependency.name));
            }
        }
    }
    check(&breaches);
}

#[test]
fn every_library_has_one_owner() {
    let mut breaches = Vec::new();
    let mut used = BTreeSet::new();
    for package in packages() {
        let foreign = package.dependencies.iter().filter(|dependency| !dependency.ours && !dependency.dev);
        for dependency in foreign.filter(|dependency| !SHARED_LIBRARIES.contains(&dependency.name.as_str())) {
            used.insert(dependency.name.clone());
            match OWNERS.iter().find(|(library, _)| *library == dependency.name) {
                Some((_, owners)) if owners.contains(&package.name.as_str()) => {}
                Some((_, owners)) => {
                    breaches.push(format!(
                        "{} uses {}, which belongs to {}",
                        package.name,
                        dependency.name,
                        owners.join(", ")
                    ));
                }
                None => {
                    breaches.push(format!("{} uses {}, which has no line in OWNERS", package.name, dependency.name))
                }
            }
        }
    }
    breaches.extend(
        OWNERS
            .iter()
            .filter(|(library, _)| !used.contains(*library))
            .map(|(library, _)| format!("OWNERS names {library}, which nobody uses")),
    );
    check(&breaches);
}

#[test]
fn the_core_links_no_aws_sdk() {
    let root =
        packages().into_iter().find(|package| package.name == "iac").expect("invariant: the root package exists");
    let breaches: Vec<_> = (root.dependencies.iter())
        .filter(|dependency| dependency.name.contains("aws") && !dependency.optional)
        .map(|dependency| format!("{} must be optional, or --no-default-features links AWS", dependency.name))
        .collect();
    check(&breaches);
}

#[test]
fn files_and_functions_stay_short() {
    let mut breaches = Vec::new();
    let (mut file_sizes, mut function_sizes) = (Vec::new(), Vec::new());
    for source in sources() {
        let lines = source.text.lines().count();
        file_sizes.push(lines);
        if lines > MAX_FILE_LINES {
            breaches.push(format!("{}: {lines} lines, at most {MAX_FILE_LINES}", source.path));
        }
        for function in functions(&source) {
            function_sizes.push(function.lines);
            if function.lines > MAX_FUNCTION_LINES {
                breaches.push(format!(
                    "{}:{}: {} has {} lines, at most {MAX_FUNCTION_LINES}",
                    source.path, function.start, function.name, function.lines
                ));
            }
        }
    }
    report("files", "lines", &mut file_sizes);
    report("functions", "lines", &mut function_sizes);
    let short = function_sizes.iter().filter(|lines| **lines <= 30).count();
    say(&format!("functions within 30 lines: {} % (aim: 90 %)", 100 * short / function_sizes.len().max(1)));
    check(&breaches);
}

#[test]
fn every_module_says_what_it_is() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    check(&silent.map(|source| format!("{} does not start with //!", source.path)).collect::<Vec<_>>());
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let named = sources().into_iter().filter(|source| {
        Path::new(&source.path)
            .with_extension("")
            .components()
            .any(|part| BANNED_NAMES.contains(&part.as_os_str().to_str().unwrap_or_default()))
    });
    check(&named.map(|source| format!("{}: name it after its main type or verb", source.path)).collect::<Vec<_>>());
}

#[test]
fn few_crates_touch_files_and_the_environment() {
    let mut breaches = Vec::new();
    for source in sources() {
        let Some((room, _)) = source.path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else {
            continue;
        };
        for (number, line) in source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let touches = |names: &[&str]| names.iter().any(|name| line.contains(name));
            if touches(&["std::fs", "tokio::fs", " fs::"]) && !ROOMS_WITH_FILES.contains(&room) {
                breaches.push(format!("{}:{}: {room} has no business with files", source.path, number + 1));
            }
            if touches(&["env::var", "env::set_", "env::current_dir"]) && !ROOMS_WITH_ENVIRONMENT.contains(&room) {
                breaches.push(format!("{}:{}: {room} has no business with the environment", source.path, number + 1));
            }
        }
    }
    check(&breaches);
}

#[test]
fn nothing_is_put_off() {
    let mut breaches = Vec::new();
    for source in sources().into_iter().filter(|source| source.path != "tests/tidy.rs") {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(call) = BANNED_CALLS.iter().find(|call| line.contains(*call)) {
                breaches.push(format!("{}:{}: {call}…)", source.path, number + 1));
            }
        }
    }
    check(&breaches);
}

#[test]
fn catalogues_are_sorted() {
    let mut breaches = Vec::new();
    for source in sources()
        .into_iter()
        .filter(|source| source.path.starts_with("crates/aws/") && source.path.ends_with("/src/lib.rs"))
    {
        for marker in ["mod ", "ResourceEntry::of::<", "DataSourceEntry::of::<"] {
            let listed: Vec<_> =
                source.text.lines().filter_map(|line| line.split_once(marker).map(|(_, name)| name)).collect();
            if let Some(pair) = listed.windows(2).find(|pair| pair[0] > pair[1]) {
                breaches.push(format!("{}: {} comes after {}", source.path, pair[1], pair[0]));
            }
        }
    }
    check(&breaches);
}

#[test]
fn every_aws_type_has_a_fixture_folder() {
    let mut breaches = Vec::new();
    let mut types: BTreeMap<String, Vec<syn::Item>> = BTreeMap::new();
    for source in sources().into_iter().filter(|source| source.path.starts_with("crates/aws/")) {
        // A type is one file, or one folder of that name.
        let Some((service, inside)) = source.path.split_once("/src/") else { continue };
        let stem = inside.split(['/', '.']).next().unwrap_or_default();
        types.entry(format!("{service}/{stem}")).or_default().extend(parse(&source).items);
    }
    for (place, items) in types {
        let (service, _) = place.rsplit_once('/').expect("invariant: made of two parts");
        for ty in resource_types(&items) {
            let fixture = format!("{service}/tests/{ty}/main.tf");
            if !root().join(&fixture).is_file() {
                breaches.push(format!("{ty} has no {fixture}"));
            }
        }
    }
    check(&breaches);
}

/// A habit rather than a limit, so it is only reported: `mod.rs` holds modules and re-exports.
#[test]
fn mod_files_are_reported() {
    for source in
        sources().into_iter().filter(|source| source.path.ends_with("/mod.rs") && !source.path.contains("tests/"))
    {
        let stray = parse(&source).items.iter().filter(|item| !belongs_in_mod_file(item)).count();
        if stray > 0 {
            say(&format!("{}: {stray} items that could be in files named after them", source.path));
        }
    }
}

// --- reading the tree ------------------------------------------------------------------------------------------------

/// A source file, its path relative to the root of the project.
struct Source {
    path: String,
    text: String,
}

/// A function or method: where it starts and how many lines it spans.
struct Function {
    name: String,
    start: usize,
    lines: usize,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of the project. Fixtures are data, and build outputs are not ours.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in ["src", "crates", "tests", "benches", "fuzz"] {
        visit_folder(&root().join(folder), &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn visit_folder(folder: &Path, found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if name != "target" && name != "fixtures" {
                visit_folder(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            found.push(Source { path: relative(&path), text });
        }
    }
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn parse(source: &Source) -> syn::File {
    syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path))
}

/// The resource types (not data sources) whose models and implementations are among these items.
fn resource_types(items: &[syn::Item]) -> Vec<String> {
    let implemented: BTreeSet<String> = (items.iter())
        .filter_map(|item| match item {
            syn::Item::Impl(block) if block.trait_.as_ref().is_some_and(|(_, path, _)| ends_with(path, "Resource")) => {
                Some(&*block.self_ty)
            }
            _ => None,
        })
        .filter_map(|ty| match ty {
            syn::Type::Path(ty) => ty.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        })
        .collect();
    let structs = items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) if implemented.contains(&item.ident.to_string()) => Some(item),
        _ => None,
    });
    structs.filter_map(|item| item.attrs.iter().find_map(type_of_model)).collect()
}

/// `aws_vpc` of `#[model(type = "aws_vpc", …)]`.
fn type_of_model(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::List(list) = &attribute.meta else { return None };
    let arguments = list.tokens.to_string();
    let (_, rest) = arguments.split_once("type = \"").filter(|_| list.path.is_ident("model"))?;
    rest.split('"').next().map(str::to_owned)
}

fn ends_with(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

fn belongs_in_mod_file(item: &syn::Item) -> bool {
    match item {
        syn::Item::Use(_) => true,
        syn::Item::Mod(module) => module.content.is_none() || is_test(&module.attrs),
        _ => false,
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn functions(source: &Source) -> Vec<Function> {
    struct Finder(Vec<Function>);
    impl Finder {
        fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
            let (start, end) = (signature.span().start().line, block.span().end().line);
            self.0.push(Function { name: signature.ident.to_string(), start, lines: end - start + 1 });
        }
    }
    impl<'ast> Visit<'ast> for Finder {
        fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
            self.add(&item.sig, &item.block);
            syn::visit::visit_item_fn(self, item);
        }
        fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
            self.add(&item.sig, &item.block);
            syn::visit::visit_impl_item_fn(self, item);
        }
        fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
            if let Some(block) = &item.default {
                self.add(&item.sig, block);
            }
            syn::visit::visit_trait_item_fn(self, item);
        }
    }
    let mut finder = Finder(Vec::new());
    finder.visit_file(&parse(source));
    finder.0
}

// --- reading cargo metadata ------------------------------------------------------------------------------------------

/// A package of the workspace. Its `room` is its name, or `aws/*` for a service crate.
struct Package {
    name: String,
    room: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    room: String,
    ours: bool,
    dev: bool,
    optional: bool,
}

fn packages() -> Vec<Package> {
    let output = process::Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let rooms: BTreeMap<&str, String> = packages.iter().map(|package| (text(package, "name"), room(package))).collect();
    packages.iter().map(|package| package_from(package, &rooms)).collect()
}

fn package_from(package: &Value, rooms: &BTreeMap<&str, String>) -> Package {
    let dependencies = package["dependencies"].as_array().expect("dependencies").iter().map(|dependency| Dependency {
        name: text(dependency, "name").to_owned(),
        room: rooms.get(text(dependency, "name")).cloned().unwrap_or_default(),
        ours: dependency["path"].is_string(),
        dev: dependency["kind"] == "dev",
        optional: dependency["optional"] == true,
    });
    Package { name: text(package, "name").to_owned(), room: room(package), dependencies: dependencies.collect() }
}

fn room(package: &Value) -> String {
    let manifest = relative(Path::new(text(package, "manifest_path")));
    if manifest.starts_with("crates/aws/") { "aws/*".to_owned() } else { text(package, "name").to_owned() }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

// --- saying what was found -------------------------------------------------------------------------------------------

fn check(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} breaches of the house rules:\n  {}", breaches.len(), breaches.join("\n  "));
}

fn report(what: &str, unit: &str, sizes: &mut [usize]) {
    sizes.sort_unstable();
    let (median, largest) = (sizes.get(sizes.len() / 2).unwrap_or(&0), sizes.last().unwrap_or(&0));
    say(&format!("{what}: {}, median {median} {unit}, largest {largest}", sizes.len()));
}

#[expect(clippy::print_stdout, reason = "the report of this test")]
fn say(line: &str) {
    println!("{line}");
}
