FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# The projects alone first: packages are fetched again only when one of these changes.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/QuoteStream.Protocol/QuoteStream.Protocol.csproj src/QuoteStream.Protocol/
COPY src/QuoteStream.MarketData/QuoteStream.MarketData.csproj src/QuoteStream.MarketData/
COPY src/QuoteStream.Portfolio/QuoteStream.Portfolio.csproj src/QuoteStream.Portfolio/
COPY src/QuoteStream.Client/QuoteStream.Client.csproj src/QuoteStream.Client/
COPY src/QuoteStream.Server/QuoteStream.Server.csproj src/QuoteStream.Server/
COPY feeds/QuoteStream.Feeds/QuoteStream.Feeds.csproj feeds/QuoteStream.Feeds/
RUN dotnet restore src/QuoteStream.Server
COPY src/ src/
COPY feeds/ feeds/
RUN dotnet publish src/QuoteStream.Server --configuration Release --no-restore --output /source/published

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /source/published/ ./
RUN install --directory --owner="$APP_UID" --group="$APP_UID" /data
# The image's own ASPNETCORE_HTTP_PORTS would only be overridden with a warning: the endpoints are in appsettings.json.
ENV Data__Directory=/data
ENV ASPNETCORE_HTTP_PORTS=
VOLUME /data
USER $APP_UID
EXPOSE 8080 8081 8443
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["dotnet", "QuoteStream.Server.dll", "health"]
ENTRYPOINT ["dotnet", "QuoteStream.Server.dll"]
