//! Plans, and life against an emulator.

use super::*;
use iac_provider::contract::{Trial, assert_model};

#[test]
fn the_model_is_sound() {
    assert_model::<Instance>();
}

#[tokio::test]
async fn it_converges_on_an_emulator() {
    let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
    let mut it = Trial::of::<Instance>(ctx);
    it.converge(
        r#"{"ami":"ami-0123456789abcdef0","instance_type":"t3.micro","user_data":"echo hi","tags":{"Name":"a"}}"#,
    )
    .await;
    let id = it.text("id").to_owned();
    assert_eq!(it.text("instance_state"), "running");
    assert_eq!(it.text("user_data"), user_data::digest("echo hi"));
    it.converge(
        r#"{"ami":"ami-0123456789abcdef0","instance_type":"t3.small","user_data":"echo ho","disable_api_stop":true}"#,
    )
    .await;
    assert_eq!((it.text("id"), it.text("user_data")), (id.as_str(), user_data::digest("echo ho").as_str()));
    it.converge(
        r#"{"ami":"ami-0123456789abcdef0","instance_type":"t3.small","user_data":"echo ho","disable_api_stop":false,
            "metadata_options":[{"http_tokens":"required"}],"instance_initiated_shutdown_behavior":"terminate"}"#,
    )
    .await;
    assert_eq!(it.text("id"), id);
    it.converge(
        r#"{"ami":"ami-0123456789abcdef1","instance_type":"t3.small","monitoring":true,"disable_api_termination":true,
            "root_block_device":[{"volume_type":"gp3","encrypted":false,"iops":4000,"tags":{"a":"b"}}],
            "ebs_block_device":[{"device_name":"/dev/sdf","volume_size":5}]}"#,
    )
    .await;
    assert_ne!(it.text("id"), id);
    let id = it.text("id").to_owned();
    it.converge(
        r#"{"ami":"ami-0123456789abcdef1","instance_type":"t3.small","monitoring":true,"disable_api_termination":true,
            "root_block_device":[{"volume_type":"gp3","encrypted":false,"iops":4000,"volume_size":12,"tags":{"a":"c"}}],
            "ebs_block_device":[{"device_name":"/dev/sdf","volume_size":5,"tags":{"x":"y"}}]}"#,
    )
    .await;
    assert_eq!(it.text("id"), id);
    assert!(it.destroy().await.is_empty());
}
