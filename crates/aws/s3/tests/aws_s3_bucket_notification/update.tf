resource "aws_s3_bucket" "first" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_sqs_queue" "this" {
  name_prefix = "iac-fixture-"
}

resource "aws_sns_topic" "this" {
  name_prefix = "iac-fixture-"
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.first.id
  eventbridge = true

  queue {
    id            = "created"
    queue_arn     = aws_sqs_queue.this.arn
    events        = ["s3:ObjectCreated:Put", "s3:ObjectCreated:Copy"]
    filter_prefix = "in/"
  }

  topic {
    topic_arn = aws_sns_topic.this.arn
    events    = ["s3:ObjectRemoved:*"]
  }
}
