resource "aws_sns_topic" "test" {
  name                        = "orders.fifo"
  fifo_topic                  = true
  content_based_deduplication = true

  tags = {
    stage = "test"
  }
}
