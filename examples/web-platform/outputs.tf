output "buckets" {
  description = "The names of the buckets."
  value       = { for key, bucket in module.bucket : key => bucket.id }
}

output "queues" {
  description = "The URLs of the queues."
  value = {
    orders       = module.orders.queue_url
    dead_letters = module.orders.dead_letter_queue_url
    uploads      = aws_sqs_queue.uploads.url
  }
}

output "topic" {
  description = "Where orders are published."
  value       = module.orders.topic_arn
}

output "vpc_id" {
  description = "The network of the platform."
  value       = module.network.id
}

output "web_instance_id" {
  description = "The web server."
  value       = aws_instance.web.id
}
