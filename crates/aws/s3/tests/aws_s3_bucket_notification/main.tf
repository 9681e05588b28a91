resource "aws_s3_bucket" "first" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_sqs_queue" "this" {
  name_prefix = "iac-fixture-"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.first.id

  queue {
    queue_arn     = aws_sqs_queue.this.arn
    events        = ["s3:ObjectCreated:*"]
    filter_suffix = ".log"
  }
}
