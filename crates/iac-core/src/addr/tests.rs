//! Tables of addresses: what parses and displays as it was, what is refused, what targets cover.

use super::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey, ModuleAddr,
    ModuleInstanceAddr, ProviderAddr, ResourceAddr, ResourceMode, Target,
};
use std::fmt::{Debug, Display};
use std::str::FromStr;

#[track_caller]
fn check<T: FromStr<Err = super::AddrError> + Display>(texts: &[&str]) {
    for text in texts {
        match text.parse::<T>() {
            Ok(addr) => assert_eq!(addr.to_string(), *text),
            Err(error) => panic!("{error}"),
        }
    }
}

#[track_caller]
fn check_refused<T: FromStr<Err = super::AddrError> + Debug>(text: &str, want: &str) {
    assert_eq!(text.parse::<T>().map_err(|error| error.0).expect_err(text), want);
}

#[test]
fn addresses_display_as_they_are_written() {
    check::<ModuleInstanceAddr>(&["", "module.a", "module.a[0].module.b[\"k\"]", "module.a-b_c"]);
    check::<ModuleAddr>(&["", "module.a.module.b"]);
    check::<AbsResourceAddr>(&[
        "aws_vpc.main",
        "data.aws_ami.x",
        "module.a[\"k\"].data.aws_ami.x",
        "ephemeral.random_password.p",
    ]);
    check::<AbsResourceInstanceAddr>(&[
        "aws_vpc.main",
        "aws_vpc.main[0]",
        "module.a[\"k\"].data.aws_ami.x[0]",
        "module.a.module.b[1].aws_vpc.main[\"a.b\"]",
        "aws_vpc.main[\"a\\\"b\\\\c\\n$${d}%%{e}\"]",
        "aws_vpc.main[\"module.x[0]\"]",
    ]);
    check::<ConfigResourceAddr>(&["module.a.aws_vpc.main", "data.aws_ami.x"]);
    check::<ResourceAddr>(&["aws_vpc.main", "data.aws_ami.x"]);
    check::<AbsProviderConfigAddr>(&[
        "provider[\"registry.terraform.io/hashicorp/aws\"]",
        "module.a.provider[\"registry.terraform.io/hashicorp/aws\"].west",
    ]);
    check::<Target>(&["module.a", "module.a[0]", "aws_vpc.main", "module.a.aws_vpc.main[\"k\"]", "data.aws_ami.x"]);
}

#[test]
fn keys_are_unescaped() {
    for (text, want) in [
        ("x.y[\"a\\\"b\"]", "a\"b"),
        ("x.y[\"\\u00e9\\U0001F600\\t\"]", "é😀\t"),
        ("x.y[\"$${a} $ %\"]", "${a} $ %"),
        ("x.y[\"日本\"]", "日本"),
        ("x.y[\"\"]", ""),
    ] {
        let addr: AbsResourceInstanceAddr = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(addr.key, InstanceKey::String(want.into()), "{text}");
    }
}

#[test]
fn providers_may_be_written_short() {
    for (text, want) in [
        ("aws", "registry.terraform.io/hashicorp/aws"),
        ("hashicorp/aws", "registry.terraform.io/hashicorp/aws"),
        ("Integrations/GitHub", "registry.terraform.io/integrations/github"),
        ("example.com:8443/ns/ty", "example.com:8443/ns/ty"),
        ("terraform.io/builtin/terraform", "terraform.io/builtin/terraform"),
    ] {
        assert_eq!(text.parse::<ProviderAddr>().map(|addr| addr.to_string()).as_deref(), Ok(want));
    }
    for text in ["", "/aws", "a/b/c/d", "hashicorp/", "ha--x/aws", "-a", "host/ns/ty", "a b"] {
        assert!(text.parse::<ProviderAddr>().is_err(), "{text}");
    }
}

#[test]
fn provider_configurations_of_old_state_are_read() {
    for (text, want) in [
        ("provider.aws", "provider[\"registry.terraform.io/hashicorp/aws\"]"),
        ("module.a.provider.aws.west", "module.a.provider[\"registry.terraform.io/hashicorp/aws\"].west"),
        ("provider.terraform", "provider[\"terraform.io/builtin/terraform\"]"),
    ] {
        assert_eq!(AbsProviderConfigAddr::parse_legacy(text).map(|addr| addr.to_string()).as_deref(), Ok(want));
    }
    assert!(AbsProviderConfigAddr::parse_legacy("provider.aws.west.x").is_err());
}

#[test]
fn what_is_no_address_is_refused_with_its_place() {
    check_refused::<AbsResourceInstanceAddr>(
        "aws_vpc",
        "\"aws_vpc\" is not a valid address: a resource type and a resource name, separated by a point, were expected, but it ends there",
    );
    check_refused::<AbsResourceInstanceAddr>(
        "aws_vpc.main[x]",
        "\"aws_vpc.main[x]\" is not a valid address: an instance key was expected, such as [0] or [\"name\"], but found 'x' after \"aws_vpc.main[\"",
    );
    check_refused::<AbsResourceAddr>(
        "aws_vpc.main[0]",
        "\"aws_vpc.main[0]\" is not a valid address: a resource without an instance key was expected",
    );
    check_refused::<ModuleAddr>(
        "module.a[0]",
        "\"module.a[0]\" is not a valid address: a module without instance keys was expected",
    );
    for text in [
        "",
        "module",
        "module.",
        "module.a",
        "module.a.",
        "aws_vpc.main.id",
        "aws_vpc.main[0",
        "aws_vpc.main[01]",
        "aws_vpc.main[-1]",
        "aws_vpc.main[\"a]",
        "aws_vpc.main[\"${x}\"]",
        "aws_vpc.main[\"\\q\"]",
        "aws_vpc.main[\"\\ud800\"]",
        "1x.main",
        "aws_vpc .main",
        "data.aws_ami",
        "aws_vpc.main[0][1]",
    ] {
        assert!(text.parse::<AbsResourceInstanceAddr>().is_err(), "{text}");
    }
    for text in ["", "module.a.", "a", "module.a[0].b", "aws_vpc.main[*]"] {
        assert!(text.parse::<Target>().is_err(), "{text}");
    }
    for text in [
        "provider",
        "provider.aws",
        "provider[0]",
        "module.a[0].provider[\"hashicorp/aws\"]",
        "provider[\"hashicorp/aws\"].",
    ] {
        assert!(text.parse::<AbsProviderConfigAddr>().is_err(), "{text}");
    }
}

#[test]
fn targets_cover_what_is_inside_them() {
    for (target, instance, want) in [
        ("module.m", "module.m.aws_x.y", true),
        ("module.m", "module.m[0].aws_x.y", true),
        ("module.m", "module.m[\"k\"].module.n.aws_x.y[1]", true),
        ("module.m[0]", "module.m[1].aws_x.y", false),
        ("module.m[0]", "module.m[0].module.n.data.aws_x.y", true),
        ("module.m", "aws_x.y", false),
        ("module.m.module.n", "module.m.aws_x.y", false),
        ("aws_x.y", "aws_x.y", true),
        ("aws_x.y", "aws_x.y[0]", true),
        ("aws_x.y", "data.aws_x.y", false),
        ("aws_x.y", "module.m.aws_x.y", false),
        ("aws_x.y[0]", "aws_x.y[0]", true),
        ("aws_x.y[0]", "aws_x.y[1]", false),
        ("aws_x.y[0]", "aws_x.y", false),
        ("module.m.aws_x.y", "module.m[1].aws_x.y[\"k\"]", true),
        ("module.m[0].aws_x.y", "module.m[1].aws_x.y", false),
        ("module.m.aws_x.y[0]", "module.m[1].aws_x.y[0]", true),
    ] {
        let target: Target = target.parse().unwrap_or_else(|error| panic!("{error}"));
        let instance: AbsResourceInstanceAddr = instance.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(target.covers(&instance), want, "{target} covers {instance}");
    }
}

#[test]
fn targets_cover_targets() {
    for (outer, inner, want) in [
        ("module.m", "module.m[0]", true),
        ("module.m", "module.m.aws_x.y", true),
        ("module.m.aws_x.y", "module.m", false),
        ("aws_x.y", "aws_x.y[0]", true),
        ("aws_x.y[0]", "aws_x.y", false),
    ] {
        let parse = |text: &str| text.parse::<Target>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(parse(outer).covers_target(&parse(inner)), want, "{outer} covers {inner}");
    }
}

#[test]
fn parts_of_an_address_are_told_apart() {
    let addr: AbsResourceInstanceAddr =
        "module.a[0].data.aws_ami.x[\"k\"]".parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(addr.module.to_string(), "module.a[0]");
    assert_eq!((addr.resource.mode, &*addr.resource.ty, &*addr.resource.name), (ResourceMode::Data, "aws_ami", "x"));
    assert_eq!(addr.config().to_string(), "module.a.data.aws_ami.x");
    assert_eq!(addr.resource_addr().to_string(), "module.a[0].data.aws_ami.x");
    assert_eq!(addr.resource.implied_provider(), "aws");
}
