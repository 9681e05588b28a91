resource "aws_sqs_queue" "test" {
  name                        = "orders.fifo"
  fifo_queue                  = true
  content_based_deduplication = true

  tags = {
    stage = "test"
  }
}
