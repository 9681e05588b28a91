resource "aws_vpc" "example" {
  cidr_block = "10.9.0.0/16"

  tags = {
    Name = "example"
  }
}

data "aws_vpc" "by_id" {
  id = aws_vpc.example.id
}

data "aws_vpc" "default" {
  default = true
}
