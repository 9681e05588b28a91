//! What S3 accepts as the name of a bucket.

/// Why a name is not accepted in a region. Old buckets of us-east-1 may have names that are no host names.
pub(super) fn check(name: &str, region: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if region == "us-east-1" {
        return match name {
            _ if name.len() < 3 || name.len() > 255 => Err("must be between 3 and 255 characters long"),
            _ if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) => {
                Err("must contain only alphanumeric characters, hyphens, periods and underscores")
            }
            _ => Ok(()),
        };
    }
    match name {
        _ if name.len() < 3 || name.len() > 63 => Err("must be between 3 and 63 characters long"),
        _ if !name.bytes().all(|byte| plain(byte) || b"-.".contains(&byte)) => {
            Err("must contain only lowercase alphanumeric characters, hyphens and periods")
        }
        _ if name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && name.split('.').count() == 4 => {
            Err("must not be formatted as an IP address")
        }
        _ if name.starts_with('.') || name.ends_with('.') => Err("must not begin or end with a period"),
        _ if name.contains("..") => Err("must not contain two periods in a row"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_must_be_host_names_but_in_the_first_region() {
        for (name, region, fits) in [
            ("logs", "eu-west-1", true),
            ("My_Logs", "eu-west-1", false),
            ("My_Logs", "us-east-1", true),
            ("ab", "us-east-1", false),
            ("10.0.0.1", "eu-west-1", false),
            ("a..b", "eu-west-1", false),
            (".ab", "eu-west-1", false),
        ] {
            assert_eq!(check(name, region).is_ok(), fits, "{name} in {region}");
        }
    }
}
