global using System.Globalization;
global using Interval = (double Low, double High);
