resource "aws_sqs_queue" "test" {
  name = "orders"
}
