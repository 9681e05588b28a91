//! Sending an object's content: from a file, or from text in the configuration.

use super::resource::Object;
use crate::border::{filled, moment};
use crate::client;
use crate::tag_set::to_query;
use aws_sdk_s3::config::{Builder, RequestChecksumCalculation};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ObjectCannedAcl, ObjectLockLegalHoldStatus, ObjectLockMode, ServerSideEncryption, StorageClass,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Error;

/// The content; none at all is an empty object.
async fn content(object: &Object) -> Result<ByteStream, AwsError> {
    if let Some(path) = filled(&object.source) {
        // The error of `from_path` does not say what is wrong with the file.
        let problem = |error: String| {
            AwsError::from(Error::other(format!("opening S3 object source ({path}): {error}")).at("source"))
        };
        tokio::fs::File::open(&path).await.map_err(|error| problem(error.to_string()))?;
        return ByteStream::from_path(&path).await.map_err(|error| problem(error.to_string()));
    }
    if let Some(text) = filled(&object.content_base64) {
        let bytes = decode_base64(&text)
            .ok_or_else(|| Error::other("decoding content_base64: it is not valid base64").at("content_base64"))?;
        return Ok(ByteStream::from(bytes));
    }
    Ok(ByteStream::from(object.content.clone().into_bytes()))
}

/// Uploads the object with everything that an upload can set.
pub(super) async fn upload(ctx: &Ctx, object: &Object) -> Result<(), AwsError> {
    let kms = object.kms_key_id.clone().filter(|key| !key.is_empty());
    let encryption = if kms.is_some() && object.server_side_encryption.is_empty() {
        Some(ServerSideEncryption::AwsKms)
    } else {
        filled(&object.server_side_encryption).map(|it| ServerSideEncryption::from(it.as_str()))
    };
    let until = filled(&object.object_lock_retain_until_date).map(|text| moment(&text)).transpose()?;
    let hold = filled(&object.object_lock_legal_hold_status);
    let tags = object.all_tags();
    let metadata = (!object.metadata.is_empty()).then(|| object.metadata.clone().into_iter().collect());
    let request = client(ctx)
        .put_object()
        .bucket(&object.bucket)
        .key(&object.key)
        .body(content(object).await?)
        .set_acl(object.acl.as_deref().map(ObjectCannedAcl::from))
        .set_bucket_key_enabled(object.bucket_key_enabled.then_some(true))
        .set_cache_control(filled(&object.cache_control))
        .set_checksum_algorithm(filled(&object.checksum_algorithm).map(|it| ChecksumAlgorithm::from(it.as_str())))
        .set_content_disposition(filled(&object.content_disposition))
        .set_content_encoding(filled(&object.content_encoding))
        .set_content_language(filled(&object.content_language))
        .set_content_type(filled(&object.content_type))
        .set_metadata(metadata)
        .set_object_lock_legal_hold_status(hold.map(|it| ObjectLockLegalHoldStatus::from(it.as_str())))
        .set_object_lock_mode(filled(&object.object_lock_mode).map(|it| ObjectLockMode::from(it.as_str())))
        .set_object_lock_retain_until_date(until)
        .set_server_side_encryption(encryption)
        .set_ssekms_key_id(kms)
        .set_storage_class(filled(&object.storage_class).map(|it| StorageClass::from(it.as_str())))
        .set_tagging((!tags.is_empty()).then(|| to_query(&tags)))
        .set_website_redirect_location(filled(&object.website_redirect))
        .customize();
    if object.checksum_algorithm.is_empty() {
        request.send().await?;
    } else {
        // Without this the SDK computes only checksums that S3 insists on, and for an upload it insists on none.
        let wanted = Builder::new().request_checksum_calculation(RequestChecksumCalculation::WhenSupported);
        request.config_override(wanted).send().await?;
    }
    Ok(())
}

/// The bytes of base64 text with padding; line breaks are allowed.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|byte| !b"\r\n".contains(byte)).collect();
    let digits = text.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    if !text.len().is_multiple_of(4) || text.len() - digits > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text[..digits].chunks(4) {
        let mut bits: u32 = 0;
        for byte in group {
            bits = bits << 6 | sextet(*byte)?;
        }
        // A group of n digits holds n - 1 bytes, from the top.
        let missing = u32::try_from(4 - group.len()).ok()?;
        bytes.extend((bits << (6 * missing)).to_be_bytes()[1..].iter().take(group.len().checked_sub(1)?));
    }
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::decode_base64;

    #[test]
    fn base64_is_decoded_strictly() {
        for (text, bytes) in [
            ("", Some("")),
            ("Zg==", Some("f")),
            ("Zm8=", Some("fo")),
            ("Zm9v", Some("foo")),
            ("Zm9v\nYmFy", Some("foobar")),
            ("Zm9", None),
            ("Zm9*", None),
            ("Z===", None),
        ] {
            assert_eq!(decode_base64(text), bytes.map(|text| text.as_bytes().to_vec()), "{text:?}");
        }
        assert_eq!(decode_base64("/+8="), Some(vec![0xff, 0xef]));
    }
}
