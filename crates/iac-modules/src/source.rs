//! What the `source` of a module call means.

use std::fmt;

/// A module source, normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleSource {
    /// A directory relative to the calling module.
    Local(String),
    /// A directory given by its absolute path.
    Directory {
        /// The package's directory.
        path: String,
        /// The module's directory inside the package.
        subdir: String,
    },
    /// A git repository.
    Git {
        /// What `git clone` gets.
        url: String,
        /// The branch, tag or commit.
        reference: Option<String>,
        /// How many commits to fetch.
        depth: Option<u32>,
        /// The module's directory inside the repository.
        subdir: String,
    },
    /// A module of a registry: `host/namespace/name/system`, with the directory inside it.
    Registry {
        /// The address with its host.
        address: String,
        /// The module's directory inside the package.
        subdir: String,
    },
    /// Something that is recognised, but cannot be installed yet: the kind, and the source as written.
    Unsupported(&'static str, String),
}

/// Text that is no module source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

impl ModuleSource {
    /// Parses a source. `versioned` says that the call has a `version`, which only registries know.
    pub fn parse(text: &str, versioned: bool) -> Result<Self, SourceError> {
        if iac_lang::config::is_local_source(text) {
            return Ok(Self::Local(text.to_owned()));
        }
        if let Some(registry) = registry(text) {
            return Ok(registry);
        }
        if versioned {
            return Err(SourceError(format!(
                "The call has a version, which only modules of a registry have, but {text:?} is not the address of such a \
                 module."
            )));
        }
        remote(text)
    }
}

impl fmt::Display for ModuleSource {
    /// As the manifest records it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = |subdir: &str| if subdir.is_empty() { String::new() } else { format!("//{subdir}") };
        match self {
            Self::Local(path) => f.write_str(path),
            Self::Directory { path, subdir } => write!(f, "file://{path}{}", inside(subdir)),
            Self::Git { url, reference, depth, subdir } => {
                write!(f, "git::{url}{}", inside(subdir))?;
                let query: Vec<String> = depth
                    .iter()
                    .map(|depth| format!("depth={depth}"))
                    .chain(reference.iter().map(|reference| format!("ref={reference}")))
                    .collect();
                if query.is_empty() { Ok(()) } else { write!(f, "?{}", query.join("&")) }
            }
            Self::Registry { address, subdir } => write!(f, "{address}{}", inside(subdir)),
            Self::Unsupported(_, text) => f.write_str(text),
        }
    }
}

/// Splits `package//subdir?query` into package, subdir and query; `://` is no separator.
fn split(text: &str) -> (String, String, String) {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let after_scheme = path.find("://").map_or(0, |at| at + 3);
    match path[after_scheme..].find("//") {
        Some(at) => {
            let at = after_scheme + at;
            let subdir = path[at + 2..].trim_matches('/').to_owned();
            (path[..at].to_owned(), subdir, query.to_owned())
        }
        None => (path.to_owned(), String::new(), query.to_owned()),
    }
}

/// `namespace/name/system` or `host/namespace/name/system`.
fn registry(text: &str) -> Option<ModuleSource> {
    let (package, subdir, query) = split(text);
    if !query.is_empty() {
        return None;
    }
    let parts: Vec<&str> = package.split('/').collect();
    let (host, names) = match parts.as_slice() {
        names @ [_, _, _] => ("registry.terraform.io", names),
        [host, names @ ..] if names.len() == 3 && host.contains('.') => (*host, names),
        _ => return None,
    };
    // These hosts have a meaning of their own, with three parts as well.
    if ["github.com", "bitbucket.org", "gitlab.com"].contains(&host) || host.contains(':') || names[0].contains('.') {
        return None;
    }
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    names.iter().all(is_name).then(|| ModuleSource::Registry { address: format!("{host}/{}", names.join("/")), subdir })
}

fn remote(text: &str) -> Result<ModuleSource, SourceError> {
    if let Some((kind, rest)) = text.split_once("::") {
        return forced(kind, rest, text);
    }
    let (package, subdir, query) = split(text);
    if let Some(path) = package.strip_prefix("file://").or_else(|| package.starts_with('/').then_some(&*package)) {
        return Ok(directory(path, subdir, text));
    }
    if let Some((user_host, path)) = package.split_once(':')
        && user_host.contains('@')
        && !package.contains("://")
    {
        return git(&format!("ssh://{user_host}/{path}"), subdir, &query);
    }
    for host in ["github.com/", "bitbucket.org/", "gitlab.com/"] {
        if let Some(path) = package.strip_prefix(host) {
            return hosted(host, path, &subdir, &query, text);
        }
    }
    if package.contains("://") {
        return Ok(ModuleSource::Unsupported("Archives fetched by URL", text.to_owned()));
    }
    Err(SourceError(format!(
        "{text:?} is no module source. For a directory beside the calling module, write \"./{text}\"."
    )))
}

/// A source that names how it is fetched: `git::…`.
fn forced(kind: &str, rest: &str, whole: &str) -> Result<ModuleSource, SourceError> {
    let (package, subdir, query) = split(rest);
    match kind {
        "git" => match package.split_once(':') {
            Some((user_host, path)) if user_host.contains('@') && !package.contains("://") => {
                git(&format!("ssh://{user_host}/{path}"), subdir, &query)
            }
            _ => git(&package, subdir, &query),
        },
        "file" => Ok(directory(package.strip_prefix("file://").unwrap_or(&package), subdir, whole)),
        "hg" => Ok(ModuleSource::Unsupported("Mercurial repositories", whole.to_owned())),
        "s3" => Ok(ModuleSource::Unsupported("S3 objects", whole.to_owned())),
        "gcs" => Ok(ModuleSource::Unsupported("Google Cloud Storage objects", whole.to_owned())),
        "http" | "https" => Ok(ModuleSource::Unsupported("Archives fetched by URL", whole.to_owned())),
        "oci" => Ok(ModuleSource::Unsupported("OCI images", whole.to_owned())),
        _ => Err(SourceError(format!("There is no way of fetching called {kind:?}, as in {whole:?}."))),
    }
}

fn directory(path: &str, subdir: String, whole: &str) -> ModuleSource {
    const ARCHIVES: [&str; 9] = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz"];
    if ARCHIVES.iter().any(|extension| path.ends_with(extension)) {
        return ModuleSource::Unsupported("Archives", whole.to_owned());
    }
    ModuleSource::Directory { path: path.to_owned(), subdir }
}

/// `github.com/owner/name[/subdir]`.
fn hosted(host: &str, path: &str, subdir: &str, query: &str, whole: &str) -> Result<ModuleSource, SourceError> {
    let mut parts = path.split('/');
    let (Some(owner), Some(name)) = (parts.next(), parts.next().filter(|name| !name.is_empty())) else {
        return Err(SourceError(format!("{whole:?} names no repository: write {host}OWNER/NAME.")));
    };
    let inside: Vec<&str> = parts.chain((!subdir.is_empty()).then_some(subdir)).collect();
    let name = name.strip_suffix(".git").unwrap_or(name);
    git(&format!("https://{host}{owner}/{name}.git"), inside.join("/"), query)
}

fn git(url: &str, subdir: String, query: &str) -> Result<ModuleSource, SourceError> {
    let (mut reference, mut depth) = (None, None);
    for argument in query.split('&').filter(|argument| !argument.is_empty()) {
        match argument.split_once('=') {
            Some(("ref", value)) if !value.is_empty() => reference = Some(value.to_owned()),
            Some(("depth", value)) => depth = value.parse().ok(),
            _ => {
                return Err(SourceError(format!("The argument {argument:?} of a git source is not ref=… or depth=….")));
            }
        }
    }
    let is_option = |text: &str| text.starts_with('-');
    if is_option(url) || reference.as_deref().is_some_and(is_option) {
        return Err(SourceError("Neither the URL nor the ref of a git source can start with a dash.".to_owned()));
    }
    Ok(ModuleSource::Git { url: url.to_owned(), reference, depth, subdir })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, normalised: &str) {
        let source = ModuleSource::parse(text, false).expect("a source");
        assert_eq!(source.to_string(), normalised, "{source:?}");
    }

    #[test]
    fn sources_are_normalised_as_terraform_does() {
        let table = [
            ("./a", "./a"),
            ("a/b/c", "registry.terraform.io/a/b/c"),
            ("example.com/a/b/c//sub", "example.com/a/b/c//sub"),
            ("/abs/dir", "file:///abs/dir"),
            ("/abs//dir", "file:///abs//dir"),
            ("file:///abs/dir", "file:///abs/dir"),
            ("github.com/a/b", "git::https://github.com/a/b.git"),
            ("github.com/a/b.git//sub?ref=v1", "git::https://github.com/a/b.git//sub?ref=v1"),
            ("github.com/a/b/sub", "git::https://github.com/a/b.git//sub"),
            ("git@github.com:a/b.git", "git::ssh://git@github.com/a/b.git"),
            ("git::https://x.y/z.git//m?ref=v1.0&depth=1", "git::https://x.y/z.git//m?depth=1&ref=v1.0"),
            ("git::file:///tmp/r.git", "git::file:///tmp/r.git"),
        ];
        for (text, normalised) in table {
            check(text, normalised);
        }
    }

    #[test]
    fn what_is_no_source_is_refused() {
        for text in ["foo", "foo/bar", "zz::foo", "git::-x", "git::https://x.y/z?ref=--upload-pack=x", "github.com/a"] {
            assert!(ModuleSource::parse(text, false).is_err(), "{text}");
        }
        assert!(ModuleSource::parse("github.com/a/b", true).is_err());
    }

    #[test]
    fn what_cannot_be_installed_yet_is_recognised() {
        for text in
            ["s3::https://s3.amazonaws.com/b/m.zip", "https://example.com/m.zip", "/a/m.tar.gz", "hg::http://x/y"]
        {
            assert!(matches!(ModuleSource::parse(text, false), Ok(ModuleSource::Unsupported(..))), "{text}");
        }
    }
}
