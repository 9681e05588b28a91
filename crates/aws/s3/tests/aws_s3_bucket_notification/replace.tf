resource "aws_s3_bucket" "first" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_s3_bucket" "second" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.second.id
  eventbridge = true
}
