resource "aws_sqs_queue" "test" {
  name                       = "orders"
  delay_seconds              = 5
  visibility_timeout_seconds = 60

  tags = {
    stage = "test"
  }
}
