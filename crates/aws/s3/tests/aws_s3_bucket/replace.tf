resource "aws_s3_bucket" "this" {
  bucket_prefix       = "iac-replaced-"
  force_destroy       = true
  object_lock_enabled = true
}
