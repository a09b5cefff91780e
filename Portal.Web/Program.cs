using Portal.Web.Hosting;

return await Commands.RunAsync(args);
