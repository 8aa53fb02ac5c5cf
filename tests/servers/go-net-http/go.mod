module example.test/net-http

go 1.22
