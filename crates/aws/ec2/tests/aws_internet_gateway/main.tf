resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.main.id
}
