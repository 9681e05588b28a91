resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "one" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "two" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.1.2.0/24"
}

resource "aws_route_table" "one" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "two" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "this" {
  subnet_id      = aws_subnet.one.id
  route_table_id = aws_route_table.two.id
}
