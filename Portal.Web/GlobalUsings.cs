global using Portal.Core;
global using Portal.Web.Account;
global using Portal.Web.Layout;
global using Portal.Web.Shared;
