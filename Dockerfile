# The whole product in one image: the same program runs as api, as worker and for operators' commands.
#   docker build --build-arg VERSION=$(git describe --tags --always) -t steward .

FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM node:20-bookworm-slim AS font
WORKDIR /src
COPY deploy/font.sh deploy/
COPY paper/package.json paper/package-lock.json paper/
RUN mkdir paper/font && deploy/font.sh

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist web/dist
COPY --from=font /src/paper/font paper/font
ARG VERSION=development
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/steward ./cmd/steward \
    && mkdir /out/data

# No shell, no package manager, not root.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/steward /steward
COPY --from=build --chown=nonroot:nonroot /out/data /data
ENV STEWARD_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/steward"]
CMD ["api"]
