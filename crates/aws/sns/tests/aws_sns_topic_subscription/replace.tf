resource "aws_sns_topic" "test" {
  name = "orders"
}

resource "aws_sqs_queue" "test" {
  name = "orders"
}

resource "aws_sqs_queue" "other" {
  name = "orders-other"
}

resource "aws_sns_topic_subscription" "test" {
  topic_arn = aws_sns_topic.test.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.other.arn

  raw_message_delivery = true
}
